import { emptyBits, rowOf, type BitVolume } from "./bitVolume.ts"

/**
 * The one-voxel edge of a mask: mask minus its erosion by the 6-neighbourhood (MONAI, medpy with
 * connectivity 1). Beyond the border is background, so a voxel on the border of the volume is an
 * edge: scipy's binary_erosion has border value 0, and MONAI pads its crop by a voxel.
 */
export const voxelSurface = (mask: BitVolume): BitVolume => {
  const { rowWords, sliceWords, words } = mask
  const [depth, height] = mask.shape
  const surface = emptyBits(mask.shape)
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = rowOf(mask, z, y)
      let before = 0
      for (let i = row; i < row + rowWords; i++) {
        const here = words[i]!
        if (here !== 0) {
          // The word after the row's last begins with a border, as the row itself ends with one.
          const eroded =
            ((here << 1) | (before >>> 31)) &
            ((here >>> 1) | (words[i + 1]! << 31)) &
            words[i - rowWords]! &
            words[i + rowWords]! &
            words[i - sliceWords]! &
            words[i + sliceWords]!
          surface.words[i] = here & ~eroded
        }
        before = here
      }
    }
  }
  return surface
}
