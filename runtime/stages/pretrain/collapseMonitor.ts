import { Effect } from "effect"
import { readImageCrop } from "../../data/volume/crop.ts"
import type { Volume } from "../../data/volume/open.ts"
import { type Arrays, type Device, type EngineError, prepare } from "../../engine/index.ts"
import { chosen } from "../../nn/layers/names.ts"
import { effectiveRank, featureDeviation } from "../../pretraining/collapse.ts"
import type { ObjectiveContext, ObjectiveModel } from "../../pretraining/contract.ts"
import { monitorProgram } from "../../pretraining/monitorProgram.ts"
import { random } from "../../random/random.ts"
import { centralOrigin } from "../../training/cropOrigin.ts"
import type { DatasetError } from "../../data/faults/datasetError.ts"
import { BetweenSubjects } from "../reconstruct/varianceRatio.ts"

/** Subjects that a measurement looks at; the effective rank is at most as many. */
const mostSubjects = 32

/**
 * Measures whether an encoder collapses, of the central crops of the first 32 subjects of training,
 * neither augmented nor, for features, masked:
 *
 * - `collapse.featureStd`: `featureDeviation` of their features, 0 in collapse, 1 at best.
 * - `collapse.effectiveRank`: of the same features, 1 in collapse, the number of subjects at best.
 * - `collapse.varianceRatio`, where the objective reconstructs: variance between subjects of the
 *   reconstruction over that of the image, at the voxels of one drawn mask; 0 in collapse.
 *
 * The model and its context are those of a batch of one. Fewer than two subjects tell nothing, and a
 * ratio that is not defined is left out.
 */
export const collapseMonitor = Effect.fnUntraced(function* (
  model: ObjectiveModel,
  context: ObjectiveContext,
  volumes: readonly Volume[],
  device: Device,
) {
  const { crop, channels } = context.encoder
  const seen = volumes.slice(0, mostSubjects)
  const prepared = yield* prepare(monitorProgram(model, context), device)
  const drawn = model.draw(random(0, "monitor"))
  const isWeight = (name: string): boolean => name in model.parameters
  return Effect.fnUntraced(function* (
    state: Arrays,
  ): Effect.fn.Return<Readonly<Record<string, number>>, EngineError | DatasetError> {
    if (seen.length < 2) return {}
    yield* prepared.load(chosen(state, isWeight))
    const rows: Float32Array[] = []
    const between = new BetweenSubjects(channels * crop[0] * crop[1] * crop[2])
    for (const volume of seen) {
      const image = yield* readImageCrop(volume, centralOrigin(volume, crop), crop)
      const { features, target, prediction, mask } = yield* prepared.step({ image, ...drawn })
      if (features instanceof Float32Array) rows.push(features)
      if (
        target instanceof Float32Array &&
        prediction instanceof Float32Array &&
        mask instanceof Float32Array
      )
        between.add(target, prediction, mask)
    }
    const { ratio } = between
    return {
      "collapse.featureStd": featureDeviation(rows),
      "collapse.effectiveRank": effectiveRank(rows),
      ...(Number.isFinite(ratio) ? { "collapse.varianceRatio": ratio } : {}),
    }
  })
})
