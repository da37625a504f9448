import {
  adam,
  classification,
  dice,
  experiment,
  imported,
  grid,
  linearProbe,
  losses,
  phantom,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3 })

const base = experiment({
  name: "imported",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 8, width: 12, depth: 2, heads: 3 }),
  pretraining: imported({ weights: "$WEIGHTS" }),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 2 }),
      regions: ["WT", "TC"],
      metrics: [dice()],
      optimizer,
      epochs: 1,
      batch: 2,
    }),
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer,
      epochs: 2,
      batch: 4,
    }),
  },
  seeds: [0, 1],
})

const study = grid(base, { pretraining: { Scratch: scratch(), Imported: base.pretraining } })

export const results = table({
  name: "results",
  study,
  columns: ["lesion.dice.WT", "subtype.accuracy", "pretraining.varianceRatio"],
})
export const curves = losses({ name: "curves", study })
