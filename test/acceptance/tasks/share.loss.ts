import { implementTask, tf } from "ablate/implement"
import { share } from "./share.ts"

export default implementTask(share, {
  activation: (_, outputs) => tf.sigmoid(outputs),
  loss: (_, predictions, truths) => tf.mean<tf.Scalar>(tf.squaredDifference(predictions, truths)),
})
