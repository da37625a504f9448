import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { readImageCrop, type Voxels } from "../../data/volume/crop.ts"
import type { Volume } from "../../data/volume/open.ts"
import type { Prepared } from "../../engine/index.ts"
import { notFiniteOutput } from "../../training/notFinite.ts"
import { sigmoid } from "../predictions.ts"
import { overlap } from "./windows.ts"

/**
 * Probabilities of class 1 by the mean logit over windows that cover a volume. It stops between subjects
 * where it is asked to, and tells after each that it is under way.
 */
export const probabilitiesOf = Effect.fnUntraced(function* (
  inference: Prepared,
  volumes: readonly Volume[],
  crop: Voxels,
  tell: Effect.Effect<void> = Effect.void,
) {
  const { stopping } = yield* CurrentStage
  const found: number[] = []
  for (const volume of volumes) {
    if (stopping()) return yield* new Stopped({ step: found.length })
    const windows = slidingWindows(volume.meta.shape, crop, overlap)
    let sum = 0
    for (const origin of windows) {
      const image = yield* readImageCrop(volume, origin, crop)
      const { logits } = yield* inference.step({ image })
      sum += logits?.[0] ?? Number.NaN
    }
    if (!Number.isFinite(sum)) return yield* notFiniteOutput(volume.meta.id, sum)
    found.push(sigmoid(sum / windows.length))
    yield* tell
  }
  return found
})
