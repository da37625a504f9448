/** Trained on all subjects with labels; those without are scored by a server. */
import {
  adam,
  arms,
  brats2023,
  dice,
  experiment,
  scratch,
  segmentation,
  segmentations,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3 })

const base = experiment({
  name: "served",
  dataset: brats2023({ root: "training", unlabelled: "validation", split: { test: 0, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 8, width: 24, depth: 3, heads: 3 }),
  pretraining: scratch(),
  tasks: {
    glioma: segmentation({
      regions: ["WT", "TC", "ET"],
      metrics: [dice()],
      network: unetr({ features: 2 }),
      optimizer,
      epochs: 1,
      batch: 1,
      scores: {
        server: "BraTS 2023",
        folder: "$SCORES",
        subject: "",
        columns: { "dice.WT": "Dice_WT", "dice.TC": "Dice_TC", "dice.ET": "Dice_ET" },
        otherRows: "ignore",
      },
    }),
  },
  seeds: [0],
})

const study = arms(base, { UNETR: {} })

export const results = table({ name: "results", study, columns: ["glioma.dice.*"] })
export const shown = segmentations({ name: "shown", study, task: "glioma", subjects: 1 })
