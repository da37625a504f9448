import { Effect } from "effect"
import { openVolume, type Volume } from "../../runtime/data/volume/open.ts"
import { writeVolume } from "../../runtime/data/volume/write.ts"

/** Writes a volume of two modalities with voxels of 1 mm to a folder, and opens it. */
export const writtenVolume = async (
  folder: string,
  id: string,
  shape: readonly [number, number, number],
  image: Float32Array,
  label: Uint8Array,
): Promise<Volume> => {
  const meta = {
    id,
    channels: ["t1c", "t2w"],
    shape,
    spacing: [1, 1, 1],
    affine: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    original: { shape, origin: [0, 0, 0] },
    sources: {},
  } as const
  await Effect.runPromise(writeVolume(folder, { meta, image, label }))
  return Effect.runPromise(openVolume(folder))
}
