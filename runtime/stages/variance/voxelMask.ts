import type { Triple } from "../../engine/index.ts"
import type { CellMask } from "../../pretraining/cells.ts"

/** A mask of cells as one of voxels, [modality, z, y, x]. */
export const voxelMask = ({ modalities, grid, masked }: CellMask, patch: Triple): Uint8Array => {
  const [depth, height, width] = [grid[0] * patch[0], grid[1] * patch[1], grid[2] * patch[2]]
  const voxels = new Uint8Array(modalities * depth * height * width)
  let voxel = 0
  for (let modality = 0; modality < modalities; modality++)
    for (let z = 0; z < depth; z++)
      for (let y = 0; y < height; y++) {
        const plane = modality * grid[0] + Math.floor(z / patch[0])
        const row = (plane * grid[1] + Math.floor(y / patch[1])) * grid[2]
        for (let x = 0; x < width; x++) voxels[voxel++] = masked[row + Math.floor(x / patch[2])]!
      }
  return voxels
}
