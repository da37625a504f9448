/** One U-Net on BraTS, small and trained for a moment: what it predicts is of no use, where it lies is. */
import {
  adam,
  brats2023,
  dice,
  experiment,
  grid,
  scratch,
  segmentation,
  table,
  unet3d,
  vit,
} from "ablate"

const base = experiment({
  name: "tinyBrats",
  dataset: brats2023({ root: "$BRATS2023", split: { test: 1, seed: 0 } }),
  encoder: vit({ crop: 64, patch: 16, width: 24, depth: 1, heads: 2 }),
  pretraining: scratch(),
  tasks: {
    glioma: segmentation({
      network: unet3d({ features: [4, 8, 4] }),
      regions: ["WT", "TC", "ET"],
      metrics: [dice({ empty: "one" })],
      epochs: 1,
      batch: 1,
      overlap: 0.1,
      optimizer: adam({ lr: 1e-2 }),
    }),
  },
  seeds: [0],
})

export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Scratch: scratch() } }),
  columns: ["glioma.dice.WT"],
})
