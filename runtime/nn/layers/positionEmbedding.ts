import { tf, type Triple } from "../../engine/index.ts"

/**
 * Sin-cos position embedding of a grid [d, h, w], values [d h w, width], positions in the order of
 * z, y, x: width / 6 frequencies 10000^(-i / (width / 6)) a axis; sines, then cosines, of h, d and w
 * in that order (MONAI's build_sincos_position_embedding). Where 6 does not divide the width, the
 * last dimensions are zero.
 */
export const sincosValues = ([d, h, w]: Triple, width: number): Float32Array => {
  const frequencies = Math.floor(width / 6)
  const values = new Float32Array(d * h * w * width)
  let row = 0
  for (let z = 0; z < d; z++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        for (const [axis, place] of [y, z, x].entries())
          for (let index = 0; index < frequencies; index++) {
            const angle = place * 10000 ** (-index / frequencies)
            const column = row + 2 * axis * frequencies + index
            values[column] = Math.sin(angle)
            values[column + frequencies] = Math.cos(angle)
          }
        row += width
      }
  return values
}

/** Sin-cos position embedding as a constant [1, positions, width]. */
export const sincosPositions = (grid: Triple, width: number): tf.Tensor =>
  tf.tensor3d(sincosValues(grid, width), [1, grid[0] * grid[1] * grid[2], width])
