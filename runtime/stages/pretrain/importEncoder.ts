import { Effect } from "effect"
import type { SettingsOf } from "../../plan/settings.ts"
import { type ImportedObjective, readImportedEncoder } from "../../weights/importedEncoder.ts"
import { CurrentStage } from "../context.ts"
import { writeJson } from "../files.ts"
import { encoderModel } from "../models.ts"
import { listedSubjects, openedVolumes } from "../subjects.ts"
import { writeTrained } from "../trained.ts"
import { specsOf } from "../../nn/layers/parameter.ts"

/**
 * Takes the encoder from a file: `encoder.safetensors`, `model.safetensors`, a `history.json`
 * without rows, and `imported.json`, which tensors of the file were loaded and which were not.
 */
export const importEncoder = Effect.fn("importEncoder")(function* (
  { encoder }: SettingsOf["pretrain"],
  pretraining: ImportedObjective,
) {
  const { environment, out } = yield* CurrentStage
  const volumes = yield* openedVolumes((yield* listedSubjects()).slice(0, 1))
  const channels = volumes[0]?.meta.channels.length ?? 0
  const { parameters } = yield* encoderModel(encoder, channels)
  const { weights, loaded, left, content } = yield* readImportedEncoder(
    pretraining,
    encoder,
    channels,
    environment,
  )
  yield* writeJson(out, "imported.json", { content, loaded, left })
  yield* Effect.logInfo(
    `imported ${loaded.length} tensors of ${pretraining.weights}; not loaded: ${left.length === 0 ? "none" : left.join(", ")}`,
  )
  yield* writeTrained({
    model: weights,
    specs: specsOf(parameters),
    encoder: { weights, parameters },
    history: [],
  })
})
