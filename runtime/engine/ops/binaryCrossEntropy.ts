import { tf } from "../tf.ts"

/**
 * Binary cross-entropy of each element, -[y log p + (1 - y) log(1 - p)] at p = sigmoid(logits);
 * stable for logits of any size. Targets y are in [0, 1].
 */
export const binaryCrossEntropyWithLogits = (logits: tf.Tensor, targets: tf.Tensor): tf.Tensor =>
  tf.customGrad((z, y, save) => {
    if (!(z instanceof tf.Tensor) || !(y instanceof tf.Tensor) || typeof save !== "function")
      throw new Error("two tensors were expected")
    save([z, y])
    const tail = tf.softplus(tf.neg(tf.abs(z)))
    return {
      value: tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tail),
      gradFunc: (dy, saved) => {
        const [logit, target] = saved
        if (logit === undefined || target === undefined) throw new Error("nothing was saved")
        return [tf.mul(dy, tf.sub(tf.sigmoid(logit), target)), tf.neg(tf.mul(dy, logit))]
      },
    }
  })(logits, targets)
