import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { reconstructionProgram } from "../../pretraining/reconstructionProgram.ts"
import { encoderModel, objectiveModel } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { ReconstructSettings } from "./record.ts"

/** One crop's reconstruction; none where the objective reconstructs nothing. */
export default Effect.fnUntraced(function* (
  settings: ReconstructSettings,
  { channels }: Sizes,
): Effect.fn.Return<StageProgram | undefined, Faulty> {
  const encoder = yield* encoderModel(settings.encoder, channels)
  const { model, context } = yield* objectiveModel(settings.pretraining, encoder, 1)
  const program = reconstructionProgram("reconstruction", model, context)
  return program === undefined ? undefined : { program, kept: [] }
})
