import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { random } from "../../random/random.ts"
import { writeJson } from "../files.ts"
import { dividedSubjects } from "../index/artifact.ts"
import { encoderModel } from "../models.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import type { VarianceFile } from "./artifact.ts"
import { estimateVariance, type Estimate } from "./estimate.ts"
import { randomCells } from "./randomCells.ts"
import type { VarianceSettings } from "./record.ts"

/** Var(X_t) of the central crops of the training subjects at each ratio: `variance.json`. */
export default Effect.fn("variance")(function* (settings: VarianceSettings) {
  const { out, progress, stopping } = yield* CurrentStage
  const { train } = yield* dividedSubjects(settings.split)
  const volumes = yield* openedVolumes(train)
  const { ratios, samples, seed } = settings
  const { crop, patch, grid } = yield* encoderModel(settings.encoder, channelsOf(volumes))
  const estimates: Estimate[] = []
  for (const ratio of ratios) {
    if (stopping()) return yield* new Stopped({ step: estimates.length })
    const mask = randomCells(ratio, channelsOf(volumes), grid)
    const sampled = { volumes, crop, patch, mask, samples }
    estimates.push(yield* estimateVariance(sampled, random(seed, "variance")))
    yield* progress({ step: estimates.length, steps: ratios.length })
  }
  yield* writeJson(out, "variance.json", {
    subjects: train.length,
    estimates,
  } satisfies VarianceFile)
})
