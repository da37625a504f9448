import { implementTask, tf } from "ablate/implement"
import { squaredError } from "./squaredError.ts"

export default implementTask(squaredError, {
  terms: (_, logits, truths) => ({
    squared: tf.mean(tf.squaredDifference(tf.sigmoid(logits), truths)),
    half: tf.mean(tf.abs(tf.sub(tf.sigmoid(logits), truths))),
  }),
  weights: ({ weight }) => ({ squared: weight }),
})
