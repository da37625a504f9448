import { expect, it } from "vitest"
import { adam, grid, mae, scratch, table } from "../../dsl/index.ts"
import { precisionTexts } from "../../reports/precisions.ts"
import { base } from "./study.ts"

const pretraining = mae({
  epochs: 1,
  batch: 2,
  optimizer: adam({ lr: 1e-3 }),
  precision: "bfloat16",
})

it("a table says which trainings compute in another precision than float32", () => {
  const study = grid(base, { pretraining: { Scratch: scratch(), MAE: pretraining } })
  expect(precisionTexts(table({ name: "t", study, columns: ["glioma.dice.WT"] }))).toEqual([
    "Products and convolutions of training in bfloat16: MAE, pre-training.",
  ])
  expect(
    precisionTexts(table({ name: "t", study: grid(base, {}), columns: ["subtype.auc"] })),
  ).toEqual([])
  const lower = grid(base, { "tasks.glioma.precision": { Half: "bfloat16" } })
  expect(precisionTexts(table({ name: "t", study: lower, columns: ["glioma.dice.WT"] }))).toEqual([
    "Products and convolutions of training in bfloat16: Half, glioma.",
  ])
  expect(precisionTexts(table({ name: "t", study: lower, columns: ["subtype.auc"] }))).toEqual([])
})
