import { join } from "node:path"
import { Effect } from "effect"
import type { Arrays } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf, type Parameters } from "../nn/layers/parameter.ts"
import { arraysOf, named } from "../training/checkpoint.ts"
import type { HistoryRow } from "../training/history.ts"
import { readSafetensors, writeSafetensors } from "../files/safetensors.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { writeJson } from "./files.ts"
import { inputFolder } from "./inputFolder.ts"

/** What a training leaves behind. */
export interface Trained {
  readonly state: Arrays
  /** The parameters and buffers of the state that are kept, without the optimiser's. */
  readonly parameters: Parameters
  /** The encoder under its own names, where it goes on to other stages. */
  readonly encoder?: { readonly weights: Arrays; readonly parameters: Parameters }
  readonly history: readonly HistoryRow[]
}

const writeWeights = Effect.fnUntraced(function* (
  file: string,
  weights: Arrays,
  parameters: Parameters,
): Effect.fn.Return<void, Faulty, CurrentStage> {
  const { out } = yield* CurrentStage
  const tensors = named(weights, specsOf(parameters))
  yield* writeSafetensors(join(out, file), { tensors, metadata: { format: "ablate" } })
})

/**
 * Writes `model.safetensors`, `encoder.safetensors` where there is one, and `history.json`; gives what
 * of the state is kept.
 */
export const writeTrained = Effect.fnUntraced(function* ({
  state,
  parameters,
  encoder,
  history,
}: Trained): Effect.fn.Return<Arrays, Faulty, CurrentStage> {
  const { out } = yield* CurrentStage
  const model = chosen(state, (name) => name in parameters)
  yield* writeWeights("model.safetensors", model, parameters)
  if (encoder !== undefined)
    yield* writeWeights("encoder.safetensors", encoder.weights, encoder.parameters)
  yield* writeJson(out, "history.json", { rows: history })
  return model
})

/** Weights that an input artifact holds. */
export const readWeights = Effect.fnUntraced(function* (
  kind: string,
  file: "model.safetensors" | "encoder.safetensors",
): Effect.fn.Return<Readonly<Record<string, Float32Array>>, Faulty, CurrentStage> {
  const { tensors } = yield* readSafetensors(join(yield* inputFolder(kind), file))
  return arraysOf(tensors)
})
