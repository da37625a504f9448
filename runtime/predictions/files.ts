import { join } from "node:path"
import { Effect } from "effect"
import type { MaskTask } from "../../dsl/task.ts"
import { fileGrid } from "../data/transforms/preprocessing/restore.ts"
import type { VolumeMeta } from "../data/volume/meta.ts"
import { writeLabel } from "./writeLabel.ts"

/** What a task's rule has made of a subject, and where it goes. */
export interface Made {
  readonly meta: VolumeMeta
  /** Label values [z, y, x], or by the rule `independent` masks [region, z, y, x]. */
  readonly values: Uint8Array
  /** The image whose header the files take; an affine alone without one. */
  readonly like: string | undefined
}

const unsafe = /[^\p{L}\p{N}.-]/gu

/** Regions as parts of file names: other characters as "-", or by their code points where two would then agree. */
const inFileNames = (regions: readonly string[]): readonly string[] => {
  const plain = regions.map((region) => region.replaceAll(unsafe, "-"))
  return new Set(plain).size === plain.length
    ? plain
    : regions.map((region) =>
        region.replaceAll(unsafe, (each) => `%${each.codePointAt(0)?.toString(16)}`),
      )
}

/** Writes ID.nii.gz of label values; by the rule `independent` ID_REGION.nii.gz of 0 and 1 for each region. */
export const writeFiles = Effect.fn("writeFiles")(function* (
  folder: string,
  { rule, regions }: Pick<MaskTask, "rule" | "regions">,
  { meta, values, like }: Made,
) {
  const grid = fileGrid(meta)
  const write = (name: string, part: Uint8Array) =>
    writeLabel(join(folder, `${name}.nii.gz`), { ...grid, values: part }, like)
  if (rule !== "independent") return yield* write(meta.id, values)
  const voxels = values.length / regions.length
  for (const [index, name] of inFileNames(regions).entries())
    yield* write(`${meta.id}_${name}`, values.subarray(index * voxels, (index + 1) * voxels))
})
