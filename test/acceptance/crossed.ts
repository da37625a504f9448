/** One arm, cross-validated, small enough that a run takes seconds. */
import {
  adam,
  dice,
  experiment,
  folds,
  grid,
  phantom,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3, weightDecay: 0.01 })

const base = experiment({
  name: "crossed",
  dataset: phantom({ size: 24, subjects: 8, split: folds(3, { stratify: "subtype" }) }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 3, heads: 3 }),
  pretraining: scratch(),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 4 }),
      regions: ["WT", "TC", "ET"],
      metrics: [dice({ empty: "one" })],
      optimizer,
      epochs: 1,
      batch: 2,
    }),
  },
  seeds: [0],
})

export const results = table({
  name: "results",
  study: grid(base, {}),
  columns: ["lesion.dice.WT"],
  spread: "folds",
})
