import { fused, hasOptionalKernels } from "../fused.ts"
import { tf } from "../tf.ts"
import { conv3d } from "./conv3d.ts"
import type { Triple } from "./triple.ts"

/** How a grouped, dilated convolution goes over its input. */
export interface GroupedConv {
  readonly groups: number
  readonly stride: 1 | 2
  /** Voxels between the taps of a kernel; 1 for neighbours. */
  readonly dilation: number
}

/** Every second voxel along an axis, from the first. */
const everySecond = (x: tf.Tensor): tf.Tensor => {
  const [b = 1, d = 1, h = 1, w = 1, c = 1] = x.shape
  const [d2, h2, w2] = [d / 2, h / 2, w / 2]
  const deep = tf.slice(tf.reshape(x, [b, d2, 2, h * w * c]), [0, 0, 0, 0], [b, d2, 1, h * w * c])
  const high = tf.slice(
    tf.reshape(deep, [b * d2, h2, 2, w * c]),
    [0, 0, 0, 0],
    [b * d2, h2, 1, w * c],
  )
  const wide = tf.slice(
    tf.reshape(high, [b * d2 * h2, w2, 2, c]),
    [0, 0, 0, 0],
    [b * d2 * h2, w2, 1, c],
  )
  return tf.reshape(wide, [b, d2, h2, w2, c])
}

/** Deals the voxels of each axis out to `rate` volumes a axis: [b, d, ...] to [r^3 b, d / r, ...]. */
const dealt = (x: tf.Tensor, rate: number): tf.Tensor => {
  const [b = 1, d = 1, h = 1, w = 1, c = 1] = x.shape
  const [d1, h1, w1] = [d / rate, h / rate, w / rate]
  const deep = tf.transpose(tf.reshape(x, [b, d1, rate, h * w * c]), [2, 0, 1, 3])
  const high = tf.transpose(tf.reshape(deep, [rate * b * d1, h1, rate, w * c]), [2, 0, 1, 3])
  const wide = tf.transpose(
    tf.reshape(high, [rate * rate * b * d1 * h1, w1, rate, c]),
    [2, 0, 1, 3],
  )
  return tf.reshape(wide, [rate ** 3 * b, d1, h1, w1, c])
}

/** The inverse of `dealt`. */
const gathered = (x: tf.Tensor, rate: number): tf.Tensor => {
  const [n = 1, d1 = 1, h1 = 1, w1 = 1, c = 1] = x.shape
  const b = n / rate ** 3
  const wide = tf.transpose(tf.reshape(x, [rate, rate * rate * b * d1 * h1, w1, c]), [1, 2, 0, 3])
  const w = w1 * rate
  const high = tf.transpose(tf.reshape(wide, [rate, rate * b * d1, h1, w * c]), [1, 2, 0, 3])
  const h = h1 * rate
  const deep = tf.transpose(tf.reshape(high, [rate, b, d1, h * w * c]), [1, 2, 0, 3])
  return tf.reshape(deep, [b, d1 * rate, h, w, c])
}

const padded = (x: tf.Tensor, before: Triple, after: Triple): tf.Tensor =>
  [...before, ...after].every((size) => size === 0)
    ? x
    : tf.pad(x, [
        [0, 0],
        [before[0], after[0]],
        [before[1], after[1]],
        [before[2], after[2]],
        [0, 0],
      ])

/** Group by group: channel i of the input belongs to group floor(i / (inputs / groups)). */
const byGroup = (
  x: tf.Tensor,
  weight: tf.Tensor,
  groups: number,
  convolve: (x: tf.Tensor, weight: tf.Tensor) => tf.Tensor,
): tf.Tensor => {
  if (groups === 1) return convolve(x, weight)
  const volumes = tf.split(x, groups, 4)
  const weights = tf.split(weight, groups, 4)
  return tf.concat(
    volumes.map((volume, group) => convolve(volume, weights[group]!)),
    4,
  )
}

/** Stride 1: a plain convolution of each of the volumes that the dilation keeps apart. */
const dilated = (x: tf.Tensor, weight: tf.Tensor, groups: number, rate: number): tf.Tensor => {
  const [b = 1, d = 1, h = 1, w = 1] = x.shape
  const [kd = 1, kh = 1, kw = 1] = weight.shape
  const sizes: Triple = [d, h, w]
  const half: Triple = [(kd - 1) / 2, (kh - 1) / 2, (kw - 1) / 2]
  const fill: Triple = [
    (rate - (d % rate)) % rate,
    (rate - (h % rate)) % rate,
    (rate - (w % rate)) % rate,
  ]
  const spread = dealt(padded(x, [0, 0, 0], fill), rate)
  const y = gathered(
    byGroup(spread, weight, groups, (volume, kernel) => {
      const apart = padded(volume, half, half)
      return conv3d(apart, kernel, { padding: "valid" })
    }),
    rate,
  )
  return tf.slice(y, [0, 0, 0, 0, 0], [b, ...sizes, y.shape[4] ?? 1])
}

/**
 * PyTorch's Conv3d with groups and dilation, padded by dilation * (kernel - 1) / 2: x
 * [b, d, h, w, inputs], weight [kd, kh, kw, inputs / groups, outputs], kernels odd; stride 2 needs
 * even sizes. Put together from plain convolutions where the target has no grouped ones.
 */
export const groupedConv3d = (
  x: tf.Tensor,
  weight: tf.Tensor,
  { groups, stride, dilation }: GroupedConv,
): tf.Tensor => {
  if ((groups !== 1 || dilation !== 1) && hasOptionalKernels())
    return fused("GroupedConv3D", { x, filter: weight }, { groups, stride, dilation })[0]
  // At an even dilation a stride of 2 sees every second voxel alone.
  if (stride === 2 && dilation % 2 === 0)
    return groupedConv3d(everySecond(x), weight, { groups, stride: 1, dilation: dilation / 2 })
  if (dilation !== 1) {
    const y = dilated(x, weight, groups, dilation)
    return stride === 1 ? y : everySecond(y)
  }
  const [kd = 1, kh = 1, kw = 1] = weight.shape
  const half: Triple = [(kd - 1) / 2, (kh - 1) / 2, (kw - 1) / 2]
  return byGroup(x, weight, groups, (volume, kernel) =>
    stride === 1
      ? conv3d(volume, kernel)
      : conv3d(padded(volume, half, half), kernel, { stride, padding: "valid" }),
  )
}
