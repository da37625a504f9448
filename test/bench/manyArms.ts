/** An experiment file of many arms: a grid of two optimisers, each with so many learning rates. */
import { adam, dice, experiment, grid, mae, phantom, segmentation, table, unetr, vit } from "ablate"

const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "many",
  dataset: phantom({ size: 24, subjects: 8, seed: 0, split: { test: 3, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
  pretraining: mae({ epochs: 2, batch: 4, optimizer }),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 4 }),
      regions: ["WT"],
      metrics: [dice()],
      epochs: 2,
      optimizer,
    }),
  },
  seeds: [0],
})
const side = Number(process.env["ABLATE_BENCH_SIDE"] ?? 100)
const rates = Object.fromEntries(
  Array.from({ length: side }, (_, index) => [`lr${index}`, adam({ lr: 1e-6 * (index + 1) })]),
)

export const main = table({
  name: "main",
  study: grid(base, { "pretraining.optimizer": rates, "tasks.lesion.optimizer": rates }),
  columns: ["lesion.dice.WT"],
})
