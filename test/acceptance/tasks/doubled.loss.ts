import { binaryCrossEntropyWithLogits, implementTask, tf } from "ablate/implement"
import { doubled } from "./doubled.ts"

export default implementTask(doubled, {
  loss: (_, logits, truths) =>
    tf.mul<tf.Scalar>(tf.mean(binaryCrossEntropyWithLogits(logits, truths)), 2),
})
