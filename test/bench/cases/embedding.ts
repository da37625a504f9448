import { Effect } from "effect"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import { random } from "../../../runtime/random/random.ts"
import { encoderModel } from "../../../runtime/stages/models.ts"
import { embeddingProgram } from "../../../runtime/training/embedding.ts"
import type { Case, Setting } from "../case.ts"
import { exportInputs, exportWeights } from "../export.ts"
import { preparedWork } from "../prepared.ts"
import { channels, encoderAt, encoderOptions } from "../scale.ts"
import { noise } from "../subject.ts"

/** Crops of a step, one after another, as the embed stage takes them. */
const crops = 8

const work = Effect.fnUntraced(function* (setting: Setting) {
  const encoder = yield* encoderModel(encoderAt(setting.small), channels)
  const program = embeddingProgram(encoder)
  const initial = initialize(encoder.parameters, random(0, "weights"))
  const image = noise(channels * encoder.crop.reduce((a, b) => a * b), "image")
  yield* exportWeights(setting.folder, encoder.parameters, initial)
  yield* exportInputs(setting.folder, program.inputs, { image })
  const { prepared, times } = yield* preparedWork(program, setting, initial)
  return {
    times,
    step: Effect.fnUntraced(function* () {
      let last: readonly number[] = []
      for (let crop = 0; crop < crops; crop++) {
        const { features } = yield* prepared.step({ image })
        last = [...(features ?? [])]
      }
      return { features: last }
    }),
  }
})

export const cases: readonly Case[] = [
  {
    name: "embedding",
    title: "Feature extraction for the probe, 8 crops of 96³ x 4",
    ours: work,
    theirs: "embedding",
    options: (small) => ({ encoder: encoderOptions(small), crops }),
    warmup: 3,
    steps: 11,
    tolerance: 1e-4,
    goal: 1,
    note: "MONAI ViT, inference mode",
  },
]
