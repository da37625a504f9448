import type { Affine, Row } from "../../formats/nifti/affine.ts"

/**
 * The affine after a change of voxel indices: the new axis `j` runs `columns[j]` old voxels (x, y, z) a
 * step, and the new first voxel was at `start`.
 */
export const transformed = (
  [x, y, z, last]: Affine,
  columns: readonly (readonly number[])[],
  start: readonly number[],
): Affine => {
  const moved = (row: Row): Row => {
    const along = ([i = 0, j = 0, k = 0]: readonly number[] = []): number =>
      row[0] * i + row[1] * j + row[2] * k
    return [along(columns[0]), along(columns[1]), along(columns[2]), along(start) + row[3]]
  }
  return [moved(x), moved(y), moved(z), last]
}

/** mm per step along the voxel axes (x, y, z). */
export const stepLengths = ([x, y, z]: Affine): readonly [number, number, number] => [
  Math.hypot(x[0], y[0], z[0]),
  Math.hypot(x[1], y[1], z[1]),
  Math.hypot(x[2], y[2], z[2]),
]
