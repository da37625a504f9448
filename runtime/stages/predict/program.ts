import { Effect } from "effect"
import { inferenceProgram } from "../../training/segmentation.ts"
import { encoderModel, segmenter } from "../models.ts"
import type { Sizes } from "../program.ts"
import type { PredictSettings } from "./record.ts"

/** One window's logits. */
export default Effect.fnUntraced(function* (
  settings: Pick<PredictSettings, "encoder" | "task">,
  { channels }: Pick<Sizes, "channels">,
) {
  const { regions, network } = settings.task
  const encoder = yield* encoderModel(settings.encoder, channels)
  const model = yield* segmenter(network, { encoder, channels, outputs: regions.length })
  return { encoder, program: inferenceProgram(model, 1), kept: [] }
})
