/** Two data sets side by side: phantoms that stand in for two cohorts, each with its own tasks. */
import {
  adam,
  arms,
  auc,
  bootstrap,
  classification,
  dice,
  experiment,
  linearProbe,
  mae,
  omit,
  phantom,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3, weightDecay: 0.01 })
const encoder = vit({ crop: 16, patch: 4, width: 24, depth: 2, heads: 3 })
const short = mae({
  decoder: { width: 24, depth: 1, heads: 2 },
  epochs: 2,
  batch: 2,
  crops: 1,
  optimizer,
})
const segment = {
  network: unetr({ features: 4 }),
  metrics: [dice()],
  optimizer,
  epochs: 1,
  batch: 2,
}

const first = experiment({
  name: "first",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder,
  pretraining: short,
  tasks: {
    lesion: segmentation({ regions: ["WT", "TC"], ...segment }),
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer,
      metrics: [auc()],
      epochs: 5,
      batch: 4,
    }),
  },
  seeds: [0],
  titles: { dataset: "First cohort", tasks: { lesion: "Segmentation", subtype: "Classify" } },
})

const second = experiment({
  name: "second",
  dataset: phantom({ size: 24, subjects: 12, seed: 1, split: { test: 4, seed: 0 } }),
  encoder,
  pretraining: short,
  tasks: { lesion: segmentation({ regions: ["ET"], ...segment }) },
  seeds: [0],
  titles: { dataset: "Second cohort", regions: { ET: "E_{T}" } },
})

const methods = {
  Scratch: { pretraining: scratch() },
  MAE: {},
  "MAE, 3 epochs": { "pretraining.epochs": 3 },
}

export const blocks = table({
  name: "blocks",
  caption: "Two cohorts",
  blocks: { first: arms(first, methods), second: arms(second, omit(methods, "MAE, 3 epochs")) },
  stub: [
    { heading: ["Schemes", "Method"], field: "arm" },
    { heading: ["Schemes", "Pre-train"], field: "pretraining", unless: scratch() },
  ],
  columns: { first: ["lesion.dice.*", "subtype.auc"], second: ["lesion.dice.*"] },
  rows: [{ Scratch: "Scratch [1]" }, { MAE: "MAE [2]", "MAE, 3 epochs": "MAE, 3 epochs" }],
  interval: bootstrap({ samples: 200 }),
  second: "column",
  digits: { dice: 1 },
  absent: { second: { "MAE, 3 epochs": "not tried there" } },
})
