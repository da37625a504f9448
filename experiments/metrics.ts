/**
 * Every metric of the package under a stated convention, on generated phantoms: one network from
 * scratch and a probe on random features.
 *
 * Expected: two tables that show what each metric says of the same predictions. So short a training
 *           says nothing of the methods.
 * Hardware: two cores, about two minutes.
 * Command:  npx ablate run experiments/metrics.ts --slots 2
 */
import {
  accuracy,
  adam,
  auc,
  averagePrecision,
  balancedAccuracy,
  brier,
  calibrationError,
  classification,
  dice,
  experiment,
  grid,
  hd95,
  lesionF1,
  lesionSensitivity,
  lesionwiseDice,
  lesionwiseHd95,
  linearProbe,
  phantom,
  scratch,
  segmentation,
  surfaceDice,
  table,
  unetr,
  vit,
  volumeDifference,
} from "ablate"

const base = experiment({
  name: "metrics",
  dataset: phantom({ size: 32, subjects: 24, seed: 0, split: { test: 8, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 32, depth: 2, heads: 2 }),
  pretraining: scratch(),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 4 }),
      regions: ["WT", "ET"],
      metrics: [
        dice({ empty: "one" }),
        hd95({ implementation: "brats2023", spacing: "mm" }),
        surfaceDice({ tolerance: 1, empty: "one" }),
        lesionwiseDice({ lesions: "GLI" }),
        lesionwiseHd95({ lesions: "GLI" }),
        lesionF1({ lesions: { dilation: 0, atMost: 5 } }),
        lesionSensitivity({ lesions: { dilation: 0, atMost: 5 } }),
        volumeDifference({ as: "ml" }),
      ],
      optimizer: adam({ lr: 4e-3, warmup: 1 }),
      epochs: 20,
      batch: 2,
      foreground: 0.8,
    }),
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      metrics: [
        auc(),
        averagePrecision(),
        accuracy(),
        balancedAccuracy(),
        brier(),
        calibrationError({ bins: 5 }),
      ],
      optimizer: adam({ lr: 1e-2 }),
      batch: 8,
    }),
  },
  seeds: [0, 1],
})

const study = grid(base, { pretraining: { Scratch: scratch() } })

export const segmented = table({
  name: "segmentation",
  caption: "What each metric of masks says of the same predictions",
  study,
  columns: [
    "lesion.dice.WT",
    "lesion.hd95.WT",
    "lesion.surfaceDice.WT",
    "lesion.lesionwiseDice.WT",
    "lesion.lesionwiseHd95.WT",
    "lesion.lesionF1.WT",
    "lesion.lesionSensitivity.WT",
    "lesion.volumeDifference.WT",
    "lesion.dice.ET",
    "lesion.lesionwiseDice.ET",
  ],
})

export const classified = table({
  name: "classification",
  caption: "What each metric of probabilities says of the same predictions",
  study,
  columns: [
    "subtype.auc",
    "subtype.averagePrecision",
    "subtype.accuracy",
    "subtype.balancedAccuracy",
    "subtype.brier",
    "subtype.calibrationError",
  ],
})
