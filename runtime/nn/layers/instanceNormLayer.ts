import { instanceNorm, type Tensors, type tf } from "../../engine/index.ts"
import { ones, type Parameters, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

/** Scale `weight` and shift `bias` of a norm layer, [channels] both. */
export const affineParameters = (channels: number): Parameters => ({
  weight: { shape: [channels], init: ones },
  bias: { shape: [channels], init: zeros },
})

/** Applies PyTorch's InstanceNorm3d(affine=True) of a prefix: x [b, d, h, w, channels]. */
export const instanceNormLayer = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  return instanceNorm(x, 1e-5, { gamma: weight("weight"), beta: weight("bias") })
}
