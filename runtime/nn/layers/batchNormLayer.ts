import { batchNorm, batchNormWith, type Moments, type Tensors, tf } from "../../engine/index.ts"
import { ones, type Parameters, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

/** PyTorch's defaults. */
const epsilon = 1e-5
const momentum = 0.1

/** Buffers of PyTorch's BatchNorm; its parameters are `affineParameters`. */
export const batchNormBuffers = (channels: number): Parameters => ({
  running_mean: { shape: [channels], init: zeros },
  running_var: { shape: [channels], init: ones },
})

const blend = (before: tf.Tensor, now: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(before, 1 - momentum), tf.mul(now, momentum))

/** Running moments after a step, PyTorch's: the variance of `count` values a channel is unbiased. */
export const runningAfter = (
  running: (name: string) => tf.Tensor,
  { mean, variance }: Moments,
  count: number,
): Tensors => ({
  running_mean: blend(running("running_mean"), mean),
  running_var: blend(running("running_var"), tf.mul(variance, count / Math.max(1, count - 1))),
})

/** The batch norm layers of one forward pass. */
export interface BatchNorms {
  /** Applies the layer of a prefix: x [..., channels]. */
  readonly apply: (prefix: string, x: tf.Tensor) => tf.Tensor
  /** The buffers of the layers applied so far, after this step. */
  readonly buffers: () => Tensors
}

/** Batch norm in inference: by the running moments. */
export const fixedBatchNorms = (weights: Tensors): BatchNorms => ({
  apply: (prefix, x) => {
    const weight = weightsAt(weights, prefix)
    const moments = { mean: weight("running_mean"), variance: weight("running_var") }
    const affine = { gamma: weight("weight"), beta: weight("bias") }
    return batchNormWith(x, moments, affine, epsilon)
  },
  buffers: () => ({}),
})

/** Batch norm in training: by the batch's moments, which move the running ones. */
export const trainingBatchNorms = (weights: Tensors): BatchNorms => {
  const buffers: Record<string, tf.Tensor> = {}
  return {
    apply: (prefix, x) => {
      const weight = weightsAt(weights, prefix)
      const affine = { gamma: weight("weight"), beta: weight("bias") }
      const { y, ...moments } = batchNorm(x, affine, epsilon)
      const after = runningAfter(weight, moments, x.size / (x.shape.at(-1) ?? 1))
      for (const [name, tensor] of Object.entries(after)) buffers[`${prefix}${name}`] = tensor
      return y
    },
    buffers: () => buffers,
  }
}
