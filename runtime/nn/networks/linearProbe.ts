import { linearProbe } from "../../../dsl/networks/linearProbe.ts"
import { batchNorm, batchNormWith, type Tensors, type tf } from "../../engine/index.ts"
import { batchNormBuffers, runningAfter } from "../layers/batchNormLayer.ts"
import { type HeadContext, type HeadModel, type HeadOutput, implementHead } from "../contract.ts"
import { linearLayer, linearParameters } from "../layers/linearLayer.ts"
import { prefixed } from "../layers/names.ts"
import { weightsAt } from "../layers/weights.ts"

/** MAE's probe: BatchNorm1d(affine=False, eps=1e-6). */
const epsilon = 1e-6

const train = (weights: Tensors, buffers: Tensors, features: tf.Tensor): HeadOutput => {
  const { y, ...moments } = batchNorm(features, undefined, epsilon)
  const running = weightsAt(buffers, "norm.")
  return {
    logits: linearLayer(weightsAt(weights), "linear", y),
    buffers: prefixed("norm.", runningAfter(running, moments, features.shape[0] ?? 1)),
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
  buffers: prefixed("norm.", batchNormBuffers(width)),
  train,
  infer,
})

/** Batch norm without learned scale, then one linear layer (He et al. 2022, appendix A.1). */
export default implementHead(linearProbe, { model: (_, context) => model(context) })
