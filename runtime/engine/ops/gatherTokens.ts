import { exactMatMul } from "../exactMatMul.ts"
import { tf } from "../tf.ts"

/** 1 where a row of index [b, k] picks a token: [b, k, t]. */
const picks = (index: tf.Tensor, tokens: number): tf.Tensor =>
  tf.cast(tf.equal(tf.expandDims(index, -1), tf.range(0, tokens, 1, "int32")), "float32")

const forward = (x: tf.Tensor, index: tf.Tensor): tf.Tensor => {
  const [b = 1, t = 1, d = 1] = x.shape
  const k = index.shape[1] ?? 1
  const first = tf.tensor2d(
    Int32Array.from({ length: b }, (_, sample) => sample * t),
    [b, 1],
  )
  const rows = tf.reshape(tf.add(index, first), [b * k]).toInt()
  return tf.reshape(tf.gather(tf.reshape(x, [b * t, d]), rows), [b, k, d])
}

/**
 * Picks tokens of each sample: x [b, t, d], index int32 [b, k] in [0, t), to [b, k, d]. The
 * gradient is a product with the picks: scattering rows takes ONNX Runtime several times longer.
 */
export const gatherTokens = (x: tf.Tensor, index: tf.Tensor): tf.Tensor =>
  tf.customGrad((tokens, places, save) => {
    if (
      !(tokens instanceof tf.Tensor) ||
      !(places instanceof tf.Tensor) ||
      typeof save !== "function"
    )
      throw new Error("two tensors were expected")
    save([places])
    return {
      value: forward(tokens, places),
      gradFunc: (dy, [saved]) => {
        if (saved === undefined) throw new Error("nothing was saved")
        return [exactMatMul(picks(saved, x.shape[1] ?? 1), dy, true), tf.zerosLike(saved)]
      },
    }
  })(x, index)
