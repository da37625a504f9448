import { exactMatMul } from "../exactMatMul.ts"
import { tf } from "../tf.ts"
import { volume } from "./volume.ts"

/**
 * Weights of linear interpolation along one axis, [factor * size, size], for voxel centres at
 * half-integers (align_corners false) and the edge value held outside.
 */
const interpolationWeights = (size: number, factor: number): Float32Array => {
  const weights = new Float32Array(factor * size * size)
  for (let row = 0; row < factor * size; row++) {
    const position = Math.max(0, (row + 0.5) / factor - 0.5)
    const low = Math.min(Math.floor(position), size - 1)
    const high = Math.min(low + 1, size - 1)
    const share = high === low ? 0 : position - low
    weights[row * size + low]! += 1 - share
    weights[row * size + high]! += share
  }
  return weights
}

const along = (x: tf.Tensor, before: number, size: number, after: number, factor: number) =>
  exactMatMul(
    tf.tensor2d(interpolationWeights(size, factor), [factor * size, size]),
    tf.reshape(x, [before, size, after]),
  )

/** Trilinear upsampling by a whole factor, as PyTorch's with align_corners false: x [n, d, h, w, c]. */
export const upsampleTrilinear = (x: tf.Tensor, factor: number): tf.Tensor => {
  const [n, d, h, w, c] = volume(x).shape
  const [fd, fh] = [factor * d, factor * h]
  const deep = along(x, n, d, h * w * c, factor)
  const high = along(deep, n * fd, h, w * c, factor)
  const wide = along(high, n * fd * fh, w, c, factor)
  return tf.reshape(wide, [n, fd, fh, factor * w, c])
}
