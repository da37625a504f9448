import { join } from "node:path"
import type { Augmentation } from "../../dsl/augmentation.ts"
import type { CropPlan } from "../../runtime/training/cropBatch.ts"
import { images } from "../pretraining/images.ts"
import { writtenVolume } from "./writtenVolume.ts"

/** Writes subjects of these shapes with two modalities and a label of 0, 1 and 3; the plan of crops of 6^3. */
export const writtenPlan = async (
  folder: string,
  augment: readonly Augmentation[],
  shapes: readonly (readonly [number, number, number])[],
): Promise<CropPlan> => {
  const written = async (shape: readonly [number, number, number], seed: number) => {
    const id = `subject-${seed}`
    const voxels = shape[0] * shape[1] * shape[2]
    const image = images(1, 2, Math.max(...shape), seed).subarray(0, 2 * voxels)
    const label = Uint8Array.from(image.subarray(0, voxels), (value) =>
      value > 0.5 ? 3 : value > 0 ? 1 : 0,
    )
    return writtenVolume(join(folder, id), id, shape, image, label)
  }
  return {
    volumes: await Promise.all(shapes.map(written)),
    size: [6, 6, 6],
    choice: { foreground: 0.5, regions: [[1, 3], [3]] },
    augment,
    seed: 7,
  }
}
