import { Effect } from "effect"
import { loadAs } from "../../implementations/implementation.ts"
import type { UntrainedObjective } from "../../pretraining/contract.ts"
import type { ImportedObjective } from "../../weights/importedObjective.ts"
import type { readImportedEncoder } from "../../weights/importedEncoder.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { encoderModel } from "../models.ts"
import { listedSubjects } from "../index/artifact.ts"
import { openedVolumes } from "../preprocess/artifact.ts"
import { writeTrained } from "../trained.ts"
import type { PretrainSettings } from "./record.ts"

/** The module of the objective: it alone knows how the file is laid out. */
interface Importing extends UntrainedObjective {
  readonly readEncoder: typeof readImportedEncoder
}

/**
 * Takes the encoder from a file: `encoder.safetensors`, `model.safetensors`, a `history.json`
 * without rows, and `imported.json`, which tensors of the file were loaded and which were not.
 */
export const importEncoder = Effect.fn("importEncoder")(function* (
  { encoder }: PretrainSettings,
  pretraining: ImportedObjective,
) {
  const { environment, out } = yield* CurrentStage
  const volumes = yield* openedVolumes((yield* listedSubjects()).slice(0, 1))
  const channels = volumes[0]?.meta.channels.length ?? 0
  const { parameters } = yield* encoderModel(encoder, channels)
  const { readEncoder } = yield* loadAs<Importing>(pretraining, ["readEncoder"])
  const { weights, loaded, left, content } = yield* readEncoder(
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
    state: weights,
    parameters,
    encoder: { weights, parameters },
    history: [],
  })
})
