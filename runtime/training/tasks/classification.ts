import { classificationDefinition } from "../../../dsl/tasks/classification.ts"
import { crossEntropy } from "../losses.ts"
import { implementTask } from "./contract.ts"

/** Binary cross-entropy. */
export default implementTask(classificationDefinition, {
  loss: (_, logits, truths) => crossEntropy(logits, truths),
})
