import type { Triple } from "./grid.ts"

/**
 * The one-voxel edge of a mask [d, h, w]: mask minus its erosion by the 6-neighbourhood (MONAI,
 * medpy with connectivity 1). Beyond the border is background, so a voxel on the border of the
 * volume is an edge: scipy's binary_erosion has border value 0, and MONAI pads its crop by a voxel.
 */
export const voxelSurface = (mask: Uint8Array, [depth, height, width]: Triple): Uint8Array => {
  const slice = height * width
  const edges = new Uint8Array(mask.length)
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const rowOnBorder = z === 0 || z === depth - 1 || y === 0 || y === height - 1
      for (let x = 0; x < width; x++, i++) {
        if (mask[i] === 0) continue
        const eroded =
          !rowOnBorder &&
          x > 0 &&
          x < width - 1 &&
          mask[i - 1] !== 0 &&
          mask[i + 1] !== 0 &&
          mask[i - width] !== 0 &&
          mask[i + width] !== 0 &&
          mask[i - slice] !== 0 &&
          mask[i + slice] !== 0
        edges[i] = eroded ? 0 : 1
      }
    }
  }
  return edges
}
