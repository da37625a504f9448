import { Effect } from "effect"
import { reconstructionProgram } from "../../pretraining/reconstructionProgram.ts"
import { encoderModel, objectiveModel } from "../models.ts"
import type { Sizes } from "../program.ts"
import type { ReconstructSettings } from "./record.ts"

/** One crop's reconstruction; none where the objective reconstructs nothing. */
export default Effect.fnUntraced(function* (
  { encoder: component, pretraining }: Pick<ReconstructSettings, "encoder" | "pretraining">,
  { channels }: Pick<Sizes, "channels">,
) {
  const encoder = yield* encoderModel(component, channels)
  const { model, context } = yield* objectiveModel(pretraining, encoder, 1)
  const program = reconstructionProgram("reconstruction", model, context)
  return program === undefined ? undefined : { encoder, model, context, program, kept: [] }
})
