import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import { axes } from "../../../dsl/field.ts"
import { voxelsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"
import { groups } from "./groups.ts"

/** How Var(X_t) is sampled. */
export interface Sampling {
  /** Shares of the cells that random masking masks. */
  readonly ratios: readonly number[]
  /** Draws of each estimate behind a standard error. */
  readonly samples: number
  readonly seed: number
}

export interface VarianceSettings extends Sampling {
  /** Crop and patch are read. */
  readonly encoder: Encoder
  readonly split: Split
}

/** Estimates the variance of masked targets over the training subjects (equation 3). */
export const variance = stageRecord({
  kind: "variance",
  body: "ablate:stages/variance/body",
  inputs: ["index", "preprocess"],
  namedBy: "dataset",
  usesDevice: false,
  hasHistory: false,
  settings: ({
    encoder,
    dataset: { split },
    ratios,
    samples,
    seed,
  }: Sampling & {
    readonly encoder: Encoder
    readonly dataset: Dataset
  }): VarianceSettings => ({ encoder, split, ratios, samples, seed }),
  split: ({ split }) => split,
  work: ({ encoder, ratios, samples }, { modalities }) => ({
    steps: ratios.length,
    voxels: groups * samples * modalities * voxelsOf(axes(encoder.crop)),
    disk: 0,
  }),
})
