import { join } from "node:path"
import { Effect } from "effect"
import type { Arrays, TensorSpecs } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { specsOf, type Parameters } from "../nn/layers/parameter.ts"
import { arraysOf, named } from "../training/checkpoint.ts"
import type { HistoryRow } from "../training/history.ts"
import { readSafetensors, writeSafetensors } from "../files/safetensors.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { writeJson } from "./files.ts"
import { inputFolder } from "./subjects.ts"

/** What a training leaves behind. */
export interface Trained {
  readonly model: Arrays
  readonly specs: TensorSpecs
  /** The encoder under its own names, where it goes on to other stages. */
  readonly encoder?: { readonly weights: Arrays; readonly parameters: Parameters }
  readonly history: readonly HistoryRow[]
}

/** Writes `model.safetensors`, `encoder.safetensors` where there is one, and `history.json`. */
export const writeTrained = Effect.fnUntraced(function* ({
  model,
  specs,
  encoder,
  history,
}: Trained): Effect.fn.Return<void, Faulty, CurrentStage> {
  const { out } = yield* CurrentStage
  const metadata = { format: "ablate" }
  yield* writeSafetensors(join(out, "model.safetensors"), {
    tensors: named(model, specs),
    metadata,
  })
  if (encoder !== undefined)
    yield* writeSafetensors(join(out, "encoder.safetensors"), {
      tensors: named(encoder.weights, specsOf(encoder.parameters)),
      metadata,
    })
  yield* writeJson(out, "history.json", { rows: history })
})

/** Weights that an input artifact holds. */
export const readWeights = Effect.fnUntraced(function* (
  kind: string,
  file: "model.safetensors" | "encoder.safetensors",
): Effect.fn.Return<Readonly<Record<string, Float32Array>>, Faulty, CurrentStage> {
  const { tensors } = yield* readSafetensors(join(yield* inputFolder(kind), file))
  return arraysOf(tensors)
})

/** The pre-trained encoder's weights; `undefined` where the stage starts from scratch. */
export const pretrainedWeights = Effect.gen(function* () {
  const { inputs } = yield* CurrentStage
  return inputs["pretrain"] === undefined
    ? undefined
    : yield* readWeights("pretrain", "encoder.safetensors")
})
