import { Effect } from "effect"
import { decided, predictedMask } from "../../data/transforms/labelling.ts"
import { regionMask } from "../../data/transforms/region.ts"
import { readExpert, warnOfEarlierLabels } from "../../data/volume/expert.ts"
import type { Volume } from "../../data/volume/open.ts"
import { type Arrays, prepare } from "../../engine/index.ts"
import { detachBuffers } from "../../files/detachBuffers.ts"
import { dice } from "../../metrics/dice.ts"
import { chosen } from "../../nn/layers/names.ts"
import { inferenceProgram, type Segmenter } from "../../training/segmentation.ts"
import { slidingLogits } from "../../training/slidingInference.ts"
import { storedParameters } from "../../training/taskModel.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import type { FinetuneSettings } from "./record.ts"

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/**
 * Measures a segmenter on validation subjects as the test subjects are scored, on the grid of the expert's
 * file: `validation.dice.REGION`, a mean over subjects, two empty masks giving 1. It tells after each window
 * that it is under way, and stops between subjects where it is asked to.
 */
export const validationOf = Effect.fnUntraced(function* (
  model: Segmenter,
  { task, regions, validated }: FinetuneSettings,
  volumes: readonly Volume[],
) {
  if (validated === undefined || volumes.length === 0) return undefined
  yield* warnOfEarlierLabels(volumes)
  const { device, stopping } = yield* CurrentStage
  const inference = yield* prepare(inferenceProgram(model, 1), device)
  const names = storedParameters(model)
  const decision = { rule: validated.rule, regions: task.regions }
  const windows = { size: model.encoder.crop, ...validated }
  return Effect.fnUntraced(function* (state: Arrays, tell: Effect.Effect<void>) {
    yield* inference.load(chosen(state, (name) => name in names))
    const found = task.regions.map((region) => ({ region, numbers: new Array<number>() }))
    const outputs = task.regions.length
    for (const [done, volume] of volumes.entries()) {
      if (stopping()) return yield* new Stopped({ step: done })
      const logits = yield* slidingLogits(inference, volume, outputs, windows, () => tell)
      const made = decided(logits, volume.meta, decision, regions)
      detachBuffers(logits)
      const label = yield* readExpert(volume)
      for (const { region, numbers } of found)
        numbers.push(
          dice(
            predictedMask(made, decision, region, regions),
            regionMask(label, regions[region] ?? []),
            { empty: "one" },
          ),
        )
    }
    return Object.fromEntries(
      found.map(({ region, numbers }) => [`validation.dice.${region}`, mean(numbers)]),
    )
  })
})
