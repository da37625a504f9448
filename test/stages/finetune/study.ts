/** One network trained twice, of which the last or the best checkpoint is kept. */
import {
  adam,
  dice,
  experiment,
  grid,
  phantom,
  scratch,
  segmentation,
  table,
  unet3d,
  vit,
} from "ablate"

const lesion = segmentation({
  network: unet3d({ features: [4, 8, 4] }),
  regions: ["WT", "TC", "ET"],
  metrics: [dice({ empty: "one" })],
  epochs: 6,
  batch: 2,
  optimizer: adam({ lr: 0.2 }),
})

const base = experiment({
  name: "validated",
  dataset: phantom({ size: 16, subjects: 10, split: { test: 2, validation: 3, seed: 0 } }),
  encoder: vit({ crop: 8, patch: 4, width: 12, depth: 1, heads: 2 }),
  pretraining: scratch(),
  tasks: { last: lesion, best: { ...lesion, checkpoint: "best" } },
  seeds: [0],
})

const study = grid(base, { pretraining: { Scratch: scratch() } })

export const results = table({ name: "results", study, columns: ["last.dice.WT", "best.dice.WT"] })
