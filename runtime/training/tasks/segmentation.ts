import { segmentationDefinition } from "../../../dsl/tasks/segmentation.ts"
import { diceAndCrossEntropy } from "../losses.ts"
import { implementTask } from "./contract.ts"

/** Dice loss and binary cross-entropy, per region. */
export default implementTask(segmentationDefinition, {
  terms: (_, logits, truths) => diceAndCrossEntropy(logits, truths),
  weights: ({ loss }) => loss,
})
