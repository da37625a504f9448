import { Effect } from "effect"
import type { Volume } from "../../data/volume/open.ts"
import { readImageCrop } from "../../data/volume/crop.ts"
import type { Triple } from "../../engine/index.ts"
import type { CellMask } from "../../pretraining/cells.ts"
import type { Random } from "../../random/random.ts"
import { centralOrigin } from "../../training/cropOrigin.ts"
import { groups } from "./groups.ts"
import { pooled, TargetVariance } from "./targetVariance.ts"
import { voxelMask } from "./voxelMask.ts"

/** Images to draw from, and how they are masked. */
export interface Sampled {
  readonly volumes: readonly Volume[]
  readonly crop: Triple
  readonly patch: Triple
  /** The mask of one draw. */
  readonly mask: (random: Random) => CellMask
  /** Draws of an estimate. */
  readonly samples: number
}

/** A Monte Carlo estimate of Var(X_t). */
export interface Estimate {
  /** Share of the cells masked, mean over the draws. */
  readonly ratio: number
  readonly variance: number
  readonly standardError: number
}

/**
 * Var(X_t) of central crops (equation 3): each draw takes a subject, with replacement, and a mask of
 * its own. Intensities are those of the preprocessed volumes.
 */
export const estimateVariance = Effect.fn("estimateVariance")(function* (
  { volumes, crop, patch, mask, samples }: Sampled,
  random: Random,
) {
  const estimates: number[] = []
  let ratio = 0
  for (let group = 0; group < groups; group++) {
    let variance: TargetVariance | undefined
    for (let sample = 0; sample < samples; sample++) {
      const draw = random.at(group, sample)
      const volume = volumes[draw.at("subject").integer(volumes.length)]!
      const image = yield* readImageCrop(volume, centralOrigin(volume, crop), crop)
      const cells = mask(draw.at("mask"))
      variance ??= new TargetVariance(image.length)
      variance.add(image, voxelMask(cells, patch))
      ratio += cells.masked.reduce((sum, cell) => sum + cell, 0) / cells.masked.length
    }
    estimates.push(variance?.value ?? NaN)
  }
  const { mean, standardError } = pooled(estimates)
  return { ratio: ratio / (groups * samples), variance: mean, standardError } satisfies Estimate
})
