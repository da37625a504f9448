import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { valueProgram } from "../../training/valueTraining.ts"
import { head, withOptimizer } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import { valueLoss } from "./loss.ts"
import type { FitSettings } from "./record.ts"

/** A step of learning a number of each subject. */
export default Effect.fnUntraced(function* (
  { task }: FitSettings,
  { features, batch }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  const model = yield* head(task.network, { width: features, outputs: 1 })
  const learning = { ...(yield* withOptimizer(task.optimizer)), ...(yield* valueLoss(task)) }
  return {
    program: valueProgram({ head: model, width: features, batch, ...learning }),
    kept: [specsOf(model.parameters)],
  }
})
