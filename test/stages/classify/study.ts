/** A classifier of images, learnt from end to end where the split keeps subjects for validation. */
import {
  adam,
  classification,
  experiment,
  grid,
  phantom,
  scratch,
  table,
  vit,
  vitClassifier,
} from "ablate"

const base = experiment({
  name: "classified",
  dataset: phantom({ size: 16, subjects: 16, split: { test: 4, validation: 5, seed: 0 } }),
  encoder: vit({ crop: 8, patch: 4, width: 12, depth: 1, heads: 2 }),
  pretraining: scratch(),
  tasks: {
    subtype: classification({
      label: "subtype",
      network: vitClassifier(),
      training: "endToEnd",
      epochs: 6,
      batch: 2,
      optimizer: adam({ lr: 0.01 }),
    }),
  },
  seeds: [0],
})

const study = grid(base, { pretraining: { Scratch: scratch() } })

export const results = table({ name: "results", study, columns: ["subtype.auc"] })
