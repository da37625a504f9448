import {
  adam,
  brats2023,
  cifar10,
  dice,
  experiment,
  grid,
  linearProbe,
  mae,
  picai,
  scratch,
  segmentation,
  classification,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3 })
const pretraining = mae({ epochs: 1, batch: 4, optimizer })
const encoder = vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })
export const brats = experiment({
  name: "brats",
  dataset: brats2023({ root: "$BRATS2023" }),
  encoder,
  pretraining,
  tasks: {
    glioma: segmentation({
      network: unetr(),
      regions: ["WT", "TC", "ET"],
      metrics: [dice()],
      epochs: 1,
      optimizer,
    }),
  },
  seeds: [0],
})
export const natural = experiment({
  name: "natural",
  dataset: cifar10({ root: "$CIFAR10" }),
  encoder: vit({ crop: [1, 32, 32], patch: [1, 4, 4], width: 192, depth: 12, heads: 3 }),
  pretraining,
  tasks: {},
  seeds: [0],
})
const prostate = experiment({
  name: "prostate",
  dataset: picai({ images: "$PICAI", labels: "$PICAI/picai_labels" }),
  encoder,
  pretraining,
  tasks: { cancer: classification({ label: "csPCa", network: linearProbe(), optimizer }) },
  seeds: [0],
})
export const study = grid(prostate, { pretraining: { Scratch: scratch(), MAE: pretraining } })
export const table1 = table({
  name: "table1",
  study: grid(brats, { pretraining: { Scratch: scratch(), MAE: pretraining } }),
  columns: ["glioma.dice.WT"],
})
