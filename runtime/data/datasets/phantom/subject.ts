import { random } from "../../../random/random.ts"
import { anatomy } from "./anatomy.ts"
import { grid } from "./grid.ts"
import { growLesions } from "./lesion.ts"
import { scan } from "./scan.ts"

/** A generated subject. */
export interface PhantomSubject {
  readonly id: string
  /** [4, depth, height, width]: t1n, t1c, t2w, t2f; 0 outside the brain, above 0 inside. */
  readonly image: Float32Array
  /** [depth, height, width]: 1 necrotic core, 2 oedema, 3 enhancing rim, 0 else. */
  readonly label: Uint8Array
  readonly subtype: 0 | 1
}

/** Which subject: the index-th of a seed. */
export interface PhantomAddress {
  readonly seed: number
  readonly index: number
}

export const phantomId = (index: number): string => `phantom-${String(index).padStart(4, "0")}`

/** The class of a subject; makes no voxel. */
export const phantomSubtype = ({ seed, index }: PhantomAddress): 0 | 1 =>
  random(seed, "phantom", index, "subtype").chance(0.5) ? 1 : 0

/** A brain with lesions; `size` is (depth, height, width) in voxels. The same bits everywhere. */
export const phantomSubject = ({
  size,
  seed,
  index,
}: PhantomAddress & { readonly size: readonly [number, number, number] }): PhantomSubject => {
  const volume = grid(size)
  const brain = anatomy(seed, index, volume)
  const lesions = growLesions(seed, index, brain, volume)
  const subtype = phantomSubtype({ seed, index })
  return {
    id: phantomId(index),
    image: scan(seed, index, subtype, brain, lesions, volume),
    label: lesions.label,
    subtype,
  }
}
