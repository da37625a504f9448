import { implementOptimizer, prefixed, scalar, tf, weightsAt, type Tensors } from "ablate/implement"
import { rmsprop } from "./rmsprop.ts"

export default implementOptimizer(rmsprop, {
  state: (weights) => prefixed("square:", weights),
  inputs: { rate: scalar },
  inputValues: (_, __, rate) => ({ rate: Float32Array.of(rate) }),
  update: ({ alpha, epsilon }, { weights, gradients, state, inputs }) => {
    const squares = Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => {
        const before = weightsAt(state, "square:")(name)
        return [name, tf.add(tf.mul(before, alpha), tf.mul(tf.square(gradient), 1 - alpha))]
      }),
    )
    const updated: Tensors = Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => {
        const root = tf.add(tf.sqrt(weightsAt(squares)(name)), epsilon)
        const step = tf.div(tf.mul(weightsAt(gradients)(name), weightsAt(inputs)("rate")), root)
        return [name, tf.sub(weight, step)]
      }),
    )
    return { weights: updated, state: prefixed("square:", squares) }
  },
})
