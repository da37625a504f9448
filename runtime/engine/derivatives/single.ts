import type * as tf from "@tensorflow/tfjs"

/** The gradient of a kernel's only output. */
export const single = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => {
  if (!Array.isArray(dy)) return dy
  const [first] = dy
  if (first === undefined) throw new Error("a gradient was expected")
  return first
}

/** The tensor saved for the backward pass at a position. */
export const savedAt = (saved: readonly tf.Tensor[], position: number): tf.Tensor => {
  const tensor = saved[position]
  if (tensor === undefined) throw new Error(`no tensor was saved at ${position}`)
  return tensor
}
