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
