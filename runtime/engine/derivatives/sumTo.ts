import * as tf from "@tensorflow/tfjs"
import { repeatedAxes, type Shape } from "../shape.ts"

/** Sums a gradient over the axes along which an operand of that shape was broadcast. */
export const sumTo = (gradient: tf.Tensor, shape: Shape): tf.Tensor => {
  const axes = repeatedAxes(shape, gradient.shape)
  return tf.reshape(axes.length === 0 ? gradient : tf.sum(gradient, [...axes]), [...shape])
}
