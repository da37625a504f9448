import { adam } from "../../../dsl/optimizers/adam.ts"
import { tf } from "../../engine/index.ts"
import { weightsAt } from "../../nn/layers/weights.ts"
import { implementOptimizer, scalar } from "./contract.ts"

/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's
 * AdamW: the decay is multiplied by the learning rate and applies to every parameter, biases and
 * norms too.
 */
export default implementOptimizer(adam, {
  state: (weights) =>
    Object.fromEntries(
      Object.entries(weights).flatMap(([name, spec]) => [
        [`m:${name}`, spec],
        [`v:${name}`, spec],
      ]),
    ),
  // rate m' / (sqrt(v') + epsilon), where m' and v' are the bias-corrected moments, is
  // stepSize m / (sqrt(v) + epsilonHat) (Kingma & Ba, end of section 2): fewer passes over the weights.
  inputs: { stepSize: scalar, decay: scalar, epsilonHat: scalar },
  inputValues: ({ betas: [beta1, beta2], weightDecay, epsilon }, step, rate) => {
    const correction = Math.sqrt(1 - beta2 ** step)
    return {
      stepSize: Float32Array.of((rate * correction) / (1 - beta1 ** step)),
      decay: Float32Array.of(1 - rate * weightDecay),
      epsilonHat: Float32Array.of(epsilon * correction),
    }
  },
  update: ({ betas: [beta1, beta2], weightDecay }, { weights, gradients, state, inputs }) => {
    const [before, gradientOf, input] = [weightsAt(state), weightsAt(gradients), weightsAt(inputs)]
    const updated: Record<string, tf.Tensor> = {}
    const moments: Record<string, tf.Tensor> = {}
    for (const [name, weight] of Object.entries(weights)) {
      const gradient = gradientOf(name)
      const m = tf.add(tf.mul(before(`m:${name}`), beta1), tf.mul(gradient, 1 - beta1))
      const v = tf.add(tf.mul(before(`v:${name}`), beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const root = tf.add(tf.sqrt(v), input("epsilonHat"))
      const decayed = weightDecay === 0 ? weight : tf.mul(weight, input("decay"))
      updated[name] = tf.sub(decayed, tf.div(tf.mul(m, input("stepSize")), root))
      moments[`m:${name}`] = m
      moments[`v:${name}`] = v
    }
    return { weights: updated, state: moments }
  },
})
