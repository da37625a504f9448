export type Row = readonly [number, number, number, number]

/** Voxel index (i, j, k, 1) to world millimetres (x, y, z, 1), RAS+; rows of a 4 x 4 matrix. */
export type Affine = readonly [Row, Row, Row, Row]

/** Rotation as a unit quaternion (a, b, c, d) of which b, c, d are stored, and a translation. */
export interface Quaternion {
  readonly b: number
  readonly c: number
  readonly d: number
  readonly offset: readonly [number, number, number]
  /** 1, or -1 where the third axis is flipped. */
  readonly qfac: 1 | -1
}

const LAST: Row = [0, 0, 0, 1]

/**
 * The qform of NIfTI-1 (nifti1.h, "METHOD 2"), spacing in mm per voxel axis. `undefined` where
 * b² + c² + d² exceeds 1 by more than `tolerance`: no unit quaternion has these components.
 */
export const quaternionAffine = (
  { b, c, d, offset, qfac }: Quaternion,
  spacing: readonly [number, number, number],
  tolerance: number,
): Affine | undefined => {
  const square = 1 - (b * b + c * c + d * d)
  if (square <= -tolerance) return undefined
  const a = square < tolerance ? 0 : Math.sqrt(square)
  const s = 2 / (a * a + b * b + c * c + d * d)
  const [dx, dy, dz] = [spacing[0], spacing[1], spacing[2] * qfac]
  return [
    [(1 - s * (c * c + d * d)) * dx, s * (b * c - a * d) * dy, s * (b * d + a * c) * dz, offset[0]],
    [s * (b * c + a * d) * dx, (1 - s * (b * b + d * d)) * dy, s * (c * d - a * b) * dz, offset[1]],
    [s * (b * d - a * c) * dx, s * (c * d + a * b) * dy, (1 - s * (b * b + c * c)) * dz, offset[2]],
    LAST,
  ]
}

/**
 * The affine of a file that states none: spacing only, the middle of the image at the origin, x
 * pointing left (the convention of Analyze, SPM and nibabel).
 */
export const centredAffine = (
  shape: readonly number[],
  spacing: readonly [number, number, number],
): Affine => {
  const middle = (axis: number): number => ((shape[axis] ?? 1) - 1) / 2
  return [
    [-spacing[0], 0, 0, middle(0) * spacing[0]],
    [0, spacing[1], 0, -middle(1) * spacing[1]],
    [0, 0, spacing[2], -middle(2) * spacing[2]],
    LAST,
  ]
}

/** The affine of the part of an image that starts at voxel (i, j, k). */
export const shiftedAffine = (
  [x, y, z, last]: Affine,
  [i, j, k]: readonly [number, number, number],
): Affine => {
  const moved = (row: Row): Row => [
    row[0],
    row[1],
    row[2],
    row[0] * i + row[1] * j + row[2] * k + row[3],
  ]
  return [moved(x), moved(y), moved(z), last]
}

/** Largest absolute difference of two affines' entries (mm; mm per voxel). */
export const affineDistance = (one: Affine, other: Affine): number => {
  let largest = 0
  for (const row of [0, 1, 2, 3] as const) {
    for (const column of [0, 1, 2, 3] as const) {
      largest = Math.max(largest, Math.abs(one[row][column] - other[row][column]))
    }
  }
  return largest
}

/** mm per step along the voxel axes (x, y, z). */
export const stepLengths = ([x, y, z]: Affine): readonly [number, number, number] => [
  Math.hypot(x[0], y[0], z[0]),
  Math.hypot(x[1], y[1], z[1]),
  Math.hypot(x[2], y[2], z[2]),
]

/** Volume of a voxel, mm3: positive where the axes are right-handed, 0 where they span no volume. */
export const voxelVolume = ([x, y, z]: Affine): number =>
  x[0] * (y[1] * z[2] - y[2] * z[1]) -
  x[1] * (y[0] * z[2] - y[2] * z[0]) +
  x[2] * (y[0] * z[1] - y[1] * z[0])

/** Whether the axes of an affine span a volume, so that it can be inverted. */
export const spansVolume = (affine: Affine): boolean => {
  const [x, y, z] = stepLengths(affine)
  // Of unit steps, so that small voxels count as large ones do.
  return x * y * z > 0 && Math.abs(voxelVolume(affine)) / (x * y * z) > 1e-6
}

/** Lengths in another unit, `factor` of which are one. */
export const scaledAffine = ([x, y, z, last]: Affine, factor: number): Affine => {
  const scaled = (row: Row): Row => [
    row[0] * factor,
    row[1] * factor,
    row[2] * factor,
    row[3] * factor,
  ]
  return [scaled(x), scaled(y), scaled(z), last]
}
