import { readLabelCrop, type Voxels } from "../../data/volume/crop.ts"
import type { Volume } from "../../data/volume/open.ts"
import { centralOrigin } from "../../training/cropOrigin.ts"

/** The label on the plane whose slices this stage leaves to look at: the middle axial one of the central crop. */
export const labelPlane = (volume: Volume, crop: Voxels) => {
  const [depth, height, width] = crop
  const [z, y, x] = centralOrigin(volume, crop)
  return readLabelCrop(volume, [z + Math.floor(depth / 2), y, x], [1, height, width])
}
