import { tf } from "../tf.ts"
import { patchify } from "./patchify.ts"
import { type Triple, triple } from "./triple.ts"
import { padSpace, volume } from "./volume.ts"

export interface Conv3dOptions {
  /** 1 by default. */
  readonly stride?: number | Triple
  /**
   * `same` (TensorFlow's: output = ceil(input / stride), the odd voxel of padding at the end; the
   * stride may not exceed the kernel),
   * `valid` (none), or voxels on both sides of every axis, as PyTorch's. `same` by default.
   */
  readonly padding?: "same" | "valid" | number
}

const noPadding = (x: Triple, kernel: Triple, padding: "same" | "valid" | number): boolean =>
  padding === 0 ||
  padding === "valid" ||
  (padding === "same" && x.every((size, axis) => Number.isInteger(size / kernel[axis]!)))

/** Convolution whose windows do not overlap: a product of patches with the weight. */
const patchwise = (x: tf.Tensor5D, weight: tf.Tensor5D): tf.Tensor => {
  const [b, d, h, w, c] = x.shape
  const [kd, kh, kw, ci, co] = weight.shape
  const grid = [Math.floor(d / kd), Math.floor(h / kh), Math.floor(w / kw)] as const
  const whole = tf.slice(x, [0, 0, 0, 0, 0], [b, grid[0] * kd, grid[1] * kh, grid[2] * kw, c])
  const patches = tf.reshape(patchify(whole, [kd, kh, kw]), [-1, kd * kh * kw * ci])
  const product = tf.matMul(patches, tf.reshape(weight, [kd * kh * kw * ci, co]))
  return tf.reshape(product, [b, ...grid, co])
}

/** Convolution (cross-correlation): x [n, d, h, w, i], weight [kd, kh, kw, i, o]; without bias. */
export const conv3d = (
  x: tf.Tensor,
  weight: tf.Tensor,
  { stride = 1, padding = "same" }: Conv3dOptions = {},
): tf.Tensor => {
  const input = volume(x)
  const kernel = volume(weight)
  const [, d, h, w] = input.shape
  const [kd, kh, kw] = kernel.shape
  const size: Triple = [kd, kh, kw]
  const strides = triple(stride)
  if (padding === "same" && size.some((axis, index) => axis < strides[index]!))
    throw new Error("padding same needs a kernel at least as large as the stride")
  const disjoint =
    size.some((axis) => axis > 1) && size.every((axis, index) => axis === strides[index])
  if (disjoint && noPadding([d, h, w], size, padding)) return patchwise(input, kernel)
  if (typeof padding === "string") return tf.conv3d(input, kernel, [...strides], padding)
  const centred = size.every((axis, index) => axis === 2 * padding + 1 && strides[index] === 1)
  if (centred) return tf.conv3d(input, kernel, 1, "same")
  return tf.conv3d(padSpace(input, padding), kernel, [...strides], "valid")
}
