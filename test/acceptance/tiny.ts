/** One arm from scratch and one pre-trained, small enough that a run takes seconds. */
import {
  adam,
  classification,
  experiment,
  grid,
  linearProbe,
  mae,
  phantom,
  scratch,
  table,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3, weightDecay: 0.01 })
const pretraining = mae({
  decoder: { width: 24, depth: 1, heads: 2 },
  epochs: 4,
  batch: 2,
  crops: 1,
  optimizer,
})

const base = experiment({
  name: "tiny",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 2, heads: 3 }),
  pretraining,
  tasks: {
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer,
      epochs: 5,
      batch: 4,
    }),
  },
  seeds: [0, 1],
})

export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Scratch: scratch(), MAE: pretraining } }),
  columns: ["subtype.auc"],
})
