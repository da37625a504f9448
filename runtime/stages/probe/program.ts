import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { classificationProgram } from "../../training/classification.ts"
import { head, withOptimizer } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { ProbeSettings } from "./record.ts"

/** A step of training a classifier of features. */
export default Effect.fnUntraced(function* (
  { task }: ProbeSettings,
  { features, batch }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  const model = yield* head(task.network, { width: features, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  return {
    program: classificationProgram({ head: model, width: features, batch, ...update }),
    kept: [specsOf(model.parameters)],
  }
})
