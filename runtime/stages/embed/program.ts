import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { embeddingProgram } from "../../training/embedding.ts"
import { encoderModel } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { EmbedSettings } from "./record.ts"

/** One window's features. */
export default Effect.fnUntraced(function* (
  { encoder }: EmbedSettings,
  { channels }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  return { program: embeddingProgram(yield* encoderModel(encoder, channels)), kept: [] }
})
