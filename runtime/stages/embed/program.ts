import { Effect } from "effect"
import { embeddingProgram } from "../../training/embedding.ts"
import { encoderModel } from "../models.ts"
import type { Sizes } from "../program.ts"
import type { EmbedSettings } from "./record.ts"

/** One window's features. */
export default Effect.fnUntraced(function* (
  { encoder }: EmbedSettings,
  { channels }: Pick<Sizes, "channels">,
) {
  const model = yield* encoderModel(encoder, channels)
  return { model, program: embeddingProgram(model), kept: [] }
})
