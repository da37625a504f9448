import { linearProbe } from "../../dsl/network.ts"
import { batchNorm, batchNormWith, type Tensors, tf } from "../engine/index.ts"
import { type HeadContext, type HeadModel, type HeadOutput, implementHead } from "./contract.ts"
import { linearLayer, linearParameters } from "./linearLayer.ts"
import { prefixed } from "./names.ts"
import { ones, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

/** MAE's probe: BatchNorm1d(affine=False, eps=1e-6), momentum 0.1 (PyTorch's default). */
const epsilon = 1e-6
const momentum = 0.1

const blend = (before: tf.Tensor, now: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(before, 1 - momentum), tf.mul(now, momentum))

const train = (weights: Tensors, buffers: Tensors, features: tf.Tensor): HeadOutput => {
  const { y, mean, variance } = batchNorm(features, undefined, epsilon)
  const n = features.shape[0] ?? 1
  const running = weightsAt(buffers, "norm.")
  return {
    logits: linearLayer(weightsAt(weights), "linear", y),
    buffers: {
      "norm.running_mean": blend(running("running_mean"), mean),
      "norm.running_var": blend(running("running_var"), tf.mul(variance, n / Math.max(1, n - 1))),
    },
  }
}

const infer = (weights: Tensors, buffers: Tensors, features: tf.Tensor): tf.Tensor => {
  const running = weightsAt(buffers, "norm.")
  const moments = { mean: running("running_mean"), variance: running("running_var") }
  const normal = batchNormWith(features, moments, undefined, epsilon)
  return linearLayer(weightsAt(weights), "linear", normal)
}

const model = ({ width, outputs }: HeadContext): HeadModel => ({
  parameters: prefixed("linear.", linearParameters(width, outputs)),
  buffers: {
    "norm.running_mean": { shape: [width], init: zeros },
    "norm.running_var": { shape: [width], init: ones },
  },
  train,
  infer,
})

/** Batch norm without learned scale, then one linear layer (He et al. 2022, appendix A.1). */
export default implementHead(linearProbe, { model: (_, context) => model(context) })
