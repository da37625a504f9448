import { expect, it } from "vitest"
import {
  adam,
  brats2023,
  dice,
  experiment,
  experimentFaults,
  mae,
  segmentation,
  unetr,
  vit,
} from "../../dsl/index.ts"

const optimizer = adam({ lr: 1e-4 })

const faultsWith = (pretraining: number | null, task: number | null) =>
  experimentFaults(
    experiment({
      name: "micro",
      dataset: brats2023({ root: "$BRATS", split: { test: 2, seed: 0 } }),
      encoder: vit({ crop: 32, patch: 8, width: 12, depth: 4, heads: 2 }),
      pretraining: mae({ epochs: 1, batch: 6, microBatch: pretraining, optimizer }),
      tasks: {
        glioma: segmentation({
          network: unetr({ features: 4 }),
          regions: ["WT"],
          metrics: [dice()],
          epochs: 1,
          batch: 4,
          microBatch: task,
          optimizer,
        }),
      },
      seeds: [0],
    }),
  ).map(({ where, expected }) => ({ field: where.field, expected }))

it("takes micro-batches that make up the batch, or none", () => {
  expect(faultsWith(null, null)).toEqual([])
  expect(faultsWith(3, 1)).toEqual([])
  expect(faultsWith(6, 4)).toEqual([])
})

it("says which micro-batches would", () => {
  expect(faultsWith(4, 3)).toEqual([
    { field: "pretraining.microBatch", expected: "a divisor of the batch: 1, 2, 3, 6" },
    { field: "tasks.glioma.microBatch", expected: "a divisor of the batch: 1, 2, 4" },
  ])
  expect(faultsWith(12, null)).toHaveLength(1)
})
