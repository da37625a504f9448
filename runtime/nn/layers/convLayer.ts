import { conv3d, convTranspose3d, type Tensors, tf, type Triple } from "../../engine/index.ts"
import { type Init, kaimingUniform, type Parameters, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

interface LayerOptions {
  readonly bias?: boolean
  /** Of the weight, by its fan-in; the bias is then zero. PyTorch's default for both if left out. */
  readonly init?: (fanIn: number) => Init
}

const layerParameters = (
  shape: readonly number[],
  fanIn: number,
  outputs: number,
  { bias = false, init }: LayerOptions,
): Parameters => ({
  weight: { shape, init: (init ?? kaimingUniform)(fanIn) },
  ...(bias
    ? { bias: { shape: [outputs], init: init === undefined ? kaimingUniform(fanIn) : zeros } }
    : {}),
})

/** Parameters of PyTorch's Conv3d: `weight` [kd, kh, kw, inputs, outputs], `bias` [outputs]. */
export const convParameters = (
  [kd, kh, kw]: Triple,
  inputs: number,
  outputs: number,
  options: LayerOptions = {},
): Parameters =>
  layerParameters([kd, kh, kw, inputs, outputs], kd * kh * kw * inputs, outputs, options)

/**
 * Parameters of PyTorch's ConvTranspose3d: `weight` [kd, kh, kw, outputs, inputs], `bias` [outputs].
 * PyTorch takes the outputs for the fan-in.
 */
export const convTransposeParameters = (
  [kd, kh, kw]: Triple,
  inputs: number,
  outputs: number,
  options: LayerOptions = {},
): Parameters =>
  layerParameters([kd, kh, kw, outputs, inputs], kd * kh * kw * outputs, outputs, options)

const withBias = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor =>
  `${prefix}bias` in weights ? tf.add(x, weightsAt(weights, prefix)("bias")) : x

const isOne = (size: Triple): boolean => size.every((length) => length === 1)

/**
 * Applies the convolution of a prefix, with its bias if it has one: x [b, d, h, w, inputs]. Each
 * axis is padded by half the kernel, rounded down, on both sides, so that an odd kernel puts out
 * ceil(size / stride) voxels.
 */
export const convLayer = (
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
  stride: Triple = [1, 1, 1],
): tf.Tensor => {
  const weight = weightsAt(weights, prefix)("weight")
  if (isOne(stride))
    return withBias(weights, prefix, conv3d(x, weight, { stride, padding: "same" }))
  const [d = 0, h = 0, w = 0] = weight.shape.map((size) => Math.floor(size / 2))
  const padded =
    d + h + w === 0
      ? x
      : tf.pad(x, [
          [0, 0],
          [d, d],
          [h, h],
          [w, w],
          [0, 0],
        ])
  return withBias(weights, prefix, conv3d(padded, weight, { stride, padding: "valid" }))
}

/** Applies the transposed convolution of a prefix, whose kernel is its stride. */
export const convTransposeLayer = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights, prefix)("weight")
  const [d = 1, h = 1, w = 1] = weight.shape
  return withBias(weights, prefix, convTranspose3d(x, weight, { stride: [d, h, w] }))
}
