/** Half the length of a volume in the phantom's units (half a brain's length is 1), by axis. */
const HALF_Z = 0.9
const HALF_Y = 1.06
const HALF_X = 0.88

/** The largest of them: what noise over a volume must cover. */
export const GRID_REACH = HALF_Y

/** Voxel centres in the phantom's units: x to the right, y to the back, z to the top. */
export interface Grid {
  /** (depth, height, width), voxels. */
  readonly size: readonly [number, number, number]
  readonly z: Float64Array
  readonly y: Float64Array
  readonly x: Float64Array
  /** Mean length of a voxel's edges. */
  readonly voxel: number
}

const centres = (voxels: number, half: number): Float64Array =>
  Float64Array.from({ length: voxels }, (_, i) => ((2 * i + 1) / voxels - 1) * half)

/** The brain fills the volume whatever its size: a volume that is no cube stretches it. */
export const grid = (size: readonly [number, number, number]): Grid => {
  const [depth, height, width] = size
  return {
    size,
    z: centres(depth, HALF_Z),
    y: centres(height, HALF_Y),
    x: centres(width, HALF_X),
    voxel: (2 * (HALF_Z / depth + HALF_Y / height + HALF_X / width)) / 3,
  }
}
