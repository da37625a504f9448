import { linear, type tf } from "../../engine/index.ts"
import { kaimingUniform, type Parameters } from "./parameter.ts"

type Weights = (name: string) => tf.Tensor

/** Parameters of PyTorch's Linear: `weight` [inputs, outputs], `bias` [outputs]. */
export const linearParameters = (
  inputs: number,
  outputs: number,
  { bias = true }: { readonly bias?: boolean } = {},
): Parameters => {
  const init = kaimingUniform(inputs)
  return {
    weight: { shape: [inputs, outputs], init },
    ...(bias ? { bias: { shape: [outputs], init } } : {}),
  }
}

/** Applies the linear layer of a name: x [..., inputs] to [..., outputs]. */
export const linearLayer = (weights: Weights, name: string, x: tf.Tensor, bias = true): tf.Tensor =>
  linear(x, weights(`${name}.weight`), bias ? weights(`${name}.bias`) : undefined)
