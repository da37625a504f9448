import { isTracing } from "../fused.ts"
import { tf } from "../tf.ts"
import { type Triple, triple } from "./triple.ts"
import { padSpace, volume } from "./volume.ts"

// tfjs' cpu backend confuses height and width in the gradient of windows that are no cubes.
const axisByAxis = (x: tf.Tensor5D, size: Triple, stride: Triple): tf.Tensor5D => {
  const [n, , , , c] = x.shape
  const along = (y: tf.Tensor, before: number, axis: 0 | 1 | 2): tf.Tensor => {
    const length = y.shape[axis + 1]!
    const columns = tf.reshape(y, [before, length, -1, 1, c])
    return tf.maxPool3d(volume(columns), [size[axis], 1, 1], [stride[axis], 1, 1], "valid")
  }
  const [, d, h, w] = x.shape
  const out = [d, h, w].map(
    (length, axis) => Math.floor((length - size[axis]!) / stride[axis]!) + 1,
  )
  const [od = 1, oh = 1, ow = 1] = out
  const deep = tf.reshape(along(x, n, 0), [n, od, h, w, c])
  const high = tf.reshape(along(deep, n * od, 1), [n, od, oh, w, c])
  return tf.reshape(along(high, n * od * oh, 2), [n, od, oh, ow, c])
}

/**
 * Maximum over windows: x [n, d, h, w, c]. Stride is the window's size by default; padding counts
 * voxels on both sides and never wins. Among equal maxima the compiled engine gives the gradient
 * to the first (as PyTorch), tfjs' cpu backend to the last.
 */
export const maxPool3d = (
  x: tf.Tensor,
  size: number | Triple,
  {
    stride = size,
    padding = 0,
  }: { readonly stride?: number | Triple; readonly padding?: number } = {},
): tf.Tensor => {
  const padded = padding === 0 ? volume(x) : padSpace(volume(x), padding, -Infinity)
  const window = triple(size)
  const strides = triple(stride)
  const cube = window.every((length) => length === window[0])
  if (!cube && !isTracing()) return axisByAxis(padded, window, strides)
  return tf.maxPool3d(padded, [...window], [...strides], "valid")
}

/** Mean over windows that do not overlap: x [n, d, h, w, c]; an incomplete last window is left out. */
export const avgPool3d = (x: tf.Tensor, size: number | Triple): tf.Tensor => {
  const [n, d, h, w, c] = volume(x).shape
  const [kd, kh, kw] = triple(size)
  const [gd, gh, gw] = [Math.floor(d / kd), Math.floor(h / kh), Math.floor(w / kw)]
  const whole = tf.slice(x, [0, 0, 0, 0, 0], [n, gd * kd, gh * kh, gw * kw, c])
  const alongDepth = tf.mean(tf.reshape(whole, [n * gd, kd, gh * kh * gw * kw * c]), 1)
  const alongHeight = tf.mean(tf.reshape(alongDepth, [n * gd * gh, kh, gw * kw * c]), 1)
  const alongWidth = tf.mean(tf.reshape(alongHeight, [n * gd * gh * gw, kw, c]), 1)
  return tf.reshape(alongWidth, [n, gd, gh, gw, c])
}
