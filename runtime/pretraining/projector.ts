import { batchNorm, type Tensors, tf } from "../engine/index.ts"
import { affineParameters } from "../nn/layers/instanceNormLayer.ts"
import { linearLayer, linearParameters } from "../nn/layers/linearLayer.ts"
import { prefixed } from "../nn/layers/names.ts"
import type { Parameters } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"

/** Layers of a projector, under a prefix of their own. */
export interface Projector {
  readonly prefix: string
  /** Widths of the input and of every layer. */
  readonly widths: readonly number[]
  /** Whether batch norm without scale and shift follows the last layer too. */
  readonly lastNorm: boolean
}

/** Names of layers within PyTorch's Sequential of linear, batch norm, ReLU. */
const linearAt = (layer: number): string => String(3 * layer)
const normAt = (layer: number): string => String(3 * layer + 1)

const layersOf = ({ widths }: Projector): number => widths.length - 1

/** Parameters: linear layers without bias; between them batch norms. */
export const projectorParameters = (projector: Projector): Parameters => {
  const { prefix, widths } = projector
  const layers = Array.from({ length: layersOf(projector) }, (_, layer) => {
    const [inputs = 1, outputs = 1] = widths.slice(layer)
    return {
      ...prefixed(`${linearAt(layer)}.`, linearParameters(inputs, outputs, { bias: false })),
      ...(layer === layersOf(projector) - 1
        ? {}
        : prefixed(`${normAt(layer)}.`, affineParameters(outputs))),
    }
  })
  return prefixed(prefix, Object.assign({}, ...layers))
}

/**
 * Applies a projector to [n, width]. Batch norms take the moments of these n rows; no running ones
 * are kept, since a projector is used in pre-training alone.
 */
export const project = (projector: Projector, weights: Tensors, x: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights, projector.prefix)
  let y = x
  for (let layer = 0; layer < layersOf(projector); layer++) {
    y = linearLayer(weight, linearAt(layer), y, false)
    if (layer < layersOf(projector) - 1) {
      const name = normAt(layer)
      const affine = { gamma: weight(`${name}.weight`), beta: weight(`${name}.bias`) }
      y = tf.relu(batchNorm(y, affine).y)
    } else if (projector.lastNorm) y = batchNorm(y).y
  }
  return y
}
