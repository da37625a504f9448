import type { Tensors } from "./program.ts"
import { tf } from "./tf.ts"

const valueOf = (tensors: Tensors): Record<string, tf.Tensor> => {
  const copies: Record<string, tf.Tensor> = {}
  for (const [name, tensor] of Object.entries(tensors)) copies[name] = tf.clone(tensor)
  return copies
}

/**
 * The loss at the parameters, its gradient with respect to each, and tensors computed on the way
 * (`aux`, constants from here on). A parameter that takes no part gets a zero gradient; `isConstant` says that
 * none does. May be called several times in a body, each with its own parameters; calls do not nest.
 */
export const valueAndGradients = (
  parameters: Tensors,
  f: (parameters: Tensors) => { loss: tf.Scalar; aux?: Tensors },
): { loss: tf.Scalar; gradients: Tensors; aux: Tensors; isConstant: boolean } => {
  const names = Object.keys(parameters)
  let kept: Tensors = {}
  const { value, grads } = tf.engine().gradients(
    () => {
      const { loss, aux } = f(parameters)
      // tfjs disposes of whatever the forward pass made but does not return.
      kept = valueOf(aux ?? {})
      Object.values(kept).forEach((tensor) => tf.keep(tensor))
      return loss
    },
    Object.values(parameters),
    undefined,
    true,
  )
  const aux = valueOf(kept)
  Object.values(kept).forEach((tensor) => tensor.dispose())
  const gradients: Record<string, tf.Tensor> = {}
  Object.values(parameters).forEach((parameter, index) => {
    gradients[names[index]!] = grads[index] ?? tf.zerosLike(parameter)
  })
  const isConstant = grads.every((gradient) => gradient === undefined || gradient === null)
  return { loss: value, gradients, aux, isConstant }
}
