import { Effect } from "effect"
import type { ValueTask } from "../../../dsl/tasks/family.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { loadAs } from "../../implementations/implementation.ts"
import type { ValueTaskImplementation } from "../../training/valueContract.ts"
import type { ValueLoss } from "../../training/valueTraining.ts"

/** The loss and the activation of a task, which its metrics do not change. */
export const valueLoss = Effect.fnUntraced(function* (
  task: Omit<ValueTask, "metrics">,
): Effect.fn.Return<ValueLoss, Faulty> {
  const implementation = yield* loadAs<ValueTaskImplementation>(task, ["loss"])
  return {
    activation: (outputs) => implementation.activation?.(task, outputs) ?? outputs,
    loss: (predictions, truths) => implementation.loss(task, predictions, truths),
  }
})
