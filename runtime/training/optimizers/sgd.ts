import { sgd } from "../../../dsl/optimizers/sgd.ts"
import { tf } from "../../engine/index.ts"
import { weightsAt } from "../../nn/layers/weights.ts"
import { implementOptimizer, scalar } from "./contract.ts"

/**
 * Stochastic gradient descent with momentum and Nesterov's variant as PyTorch's SGD without dampening:
 * the decay is added to the gradient, and the learning rate multiplies the update, not the momentum.
 */
export default implementOptimizer(sgd, {
  state: (weights) =>
    Object.fromEntries(Object.entries(weights).map(([name, spec]) => [`m:${name}`, spec])),
  inputs: { rate: scalar },
  inputValues: (_, __, rate) => ({ rate: Float32Array.of(rate) }),
  update: ({ momentum, nesterov, weightDecay }, { weights, gradients, state, inputs }) => {
    const rate = weightsAt(inputs)("rate")
    const updated: Record<string, tf.Tensor> = {}
    const moments: Record<string, tf.Tensor> = {}
    for (const [name, weight] of Object.entries(weights)) {
      const plain = weightsAt(gradients)(name)
      const gradient = weightDecay === 0 ? plain : tf.add(plain, tf.mul(weight, weightDecay))
      const m = tf.add(tf.mul(weightsAt(state)(`m:${name}`), momentum), gradient)
      const direction = nesterov ? tf.add(gradient, tf.mul(m, momentum)) : m
      updated[name] = tf.sub(weight, tf.mul(direction, rate))
      moments[`m:${name}`] = m
    }
    return { weights: updated, state: moments }
  },
})
