import type { Tensors, tf } from "../../engine/index.ts"
import { type BatchNorms, batchNormBuffers } from "./batchNormLayer.ts"
import { convLayer, convParameters } from "./convLayer.ts"
import { affineParameters } from "./instanceNormLayer.ts"
import { prefixed } from "./names.ts"
import type { Init, Parameters } from "./parameter.ts"

/** A convolution and its batch norm, by the prefixes of their names. */
export interface ConvNorm {
  readonly conv: string
  readonly norm: string
  /** Voxels of the kernel along each axis. */
  readonly kernel: number
  readonly stride: 1 | 2
  readonly inputs: number
  readonly outputs: number
  readonly bias?: boolean
  /** Of the weight, by its fan-in. */
  readonly init: (fanIn: number) => Init
}

/** Parameters of both. */
export const convNormParameters = (layer: ConvNorm): Parameters => {
  const { conv, norm, kernel, inputs, outputs, bias = false, init } = layer
  const size = [kernel, kernel, kernel] as const
  return {
    ...prefixed(conv, convParameters(size, inputs, outputs, { bias, init })),
    ...prefixed(norm, affineParameters(outputs)),
  }
}

/** Running statistics. */
export const convNormBuffers = ({ norm, outputs }: ConvNorm): Parameters =>
  prefixed(norm, batchNormBuffers(outputs))

/** The convolution, then the norm: x [b, d, h, w, inputs]. */
export const convNorm = (
  weights: Tensors,
  norms: BatchNorms,
  { conv, norm, stride }: ConvNorm,
  x: tf.Tensor,
): tf.Tensor => norms.apply(norm, convLayer(weights, conv, x, [stride, stride, stride]))
