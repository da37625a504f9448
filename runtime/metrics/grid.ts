/** Along z, y, x. */
export type Triple = readonly [number, number, number]

/** The grid of a mask in memory: [depth, height, width], x fastest. */
export interface Grid {
  readonly shape: Triple
  /** Distance between voxel centres along z, y, x, in mm. */
  readonly spacing: Triple
}

/** Throws a RangeError unless the mask fills the grid and the spacing is positive and finite. */
export const requireGrid = (mask: Uint8Array, { shape, spacing }: Grid): void => {
  const voxels = shape[0] * shape[1] * shape[2]
  if (mask.length !== voxels) {
    throw new RangeError(`mask of ${mask.length} voxels on a grid of ${shape.join(" x ")}`)
  }
  if (!spacing.every((step) => step > 0 && Number.isFinite(step))) {
    throw new RangeError(`voxel spacing ${spacing.join(" x ")} mm`)
  }
}
