import { implementTask, tf } from "ablate/implement"
import { regression } from "./regression.ts"

export default implementTask(regression, {
  loss: ({ delta }, predictions, truths) => {
    const error = tf.abs(tf.sub(predictions, truths))
    const near = tf.minimum(error, delta)
    const loss = tf.add(tf.mul(0.5, tf.square(near)), tf.mul(delta, tf.sub(error, near)))
    return tf.mean<tf.Scalar>(loss)
  },
})
