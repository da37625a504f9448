import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { inferenceProgram } from "../../training/segmentation.ts"
import { encoderModel, segmenter } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { PredictSettings } from "./record.ts"

/** One window's logits. */
export default Effect.fnUntraced(function* (
  { encoder, task }: PredictSettings,
  { channels }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  const base = yield* encoderModel(encoder, channels)
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  return { program: inferenceProgram(model, 1), kept: [] }
})
