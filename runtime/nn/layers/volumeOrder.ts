import { tf } from "../../engine/index.ts"

/** From the order of volumes in memory, [b, c, d, h, w], to the engine's [b, d, h, w, c]. */
export const channelsLast = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 2, 3, 4, 1])

/** From the engine's order, [b, d, h, w, c], to that of volumes in memory, [b, c, d, h, w]. */
export const channelsFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 4, 1, 2, 3])
