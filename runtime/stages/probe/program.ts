import { Effect } from "effect"
import { specsOf } from "../../nn/layers/parameter.ts"
import { featureProgram, type FeatureTraining } from "../../training/features.ts"
import { head, withOptimizer } from "../models.ts"
import type { Sizes } from "../program.ts"
import { outputLoss } from "../taskLoss.ts"
import type { ProbeSettings } from "./record.ts"

/** A step of training a head on features. */
export default Effect.fnUntraced(function* (
  { task }: Pick<ProbeSettings, "task">,
  { features: width, batch }: Pick<Sizes, "features" | "batch">,
) {
  const model = yield* head(task.network, { width, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  const loss = yield* outputLoss(task)
  const training: FeatureTraining = {
    name: task.kind,
    head: model,
    width,
    batch,
    ...update,
    ...loss,
  }
  const program = { ...featureProgram(training), precision: task.precision }
  return { training, program, kept: [specsOf(model.parameters)] }
})
