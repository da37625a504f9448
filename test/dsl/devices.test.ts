import { expect, it } from "vitest"
import { experimentFaults, grid, table } from "../../dsl/index.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { base } from "../plan/study.ts"

const faultsWith = (path: string, fields: object) =>
  experimentFaults(
    Object.entries(fields).reduce(
      (made, [name, value]) => replaceAt(made, `${path}.${name}`, value),
      base,
    ),
  ).map(({ what, where, expected, hint }) => [what, where.field, expected, hint])

it("takes devices that divide the batch, or its micro-batches, into equal parts", () => {
  expect(faultsWith("pretraining", { batch: 8, devices: 4 })).toEqual([])
  expect(faultsWith("pretraining", { batch: 8, microBatch: 4, devices: 2 })).toEqual([])
  expect(faultsWith("tasks.lesion", { batch: 6, devices: 4 })).toEqual([
    [
      "4 devices do not divide a batch of 6 into equal parts",
      "tasks.lesion.devices",
      "a divisor of 6: 1, 2, 3, 6",
      "use 3, or another batch",
    ],
  ])
  expect(faultsWith("pretraining", { batch: 8, microBatch: 2, devices: 4 })).toEqual([
    [
      "4 devices do not divide micro-batches of 2 into equal parts",
      "pretraining.devices",
      "a divisor of 2: 1, 2",
      "use 2, or another batch",
    ],
  ])
  expect(faultsWith("pretraining", { devices: 0 })).toHaveLength(1)
})

it("tells arms that differ in their devices alone", () => {
  const study = grid(base, { "pretraining.devices": [1, 2] })
  const told = targetFaults(table({ name: "t", study, columns: ["lesion.dice.WT"] }))
  expect(told.map(({ what }) => what)).toEqual([
    'the arms "1" and "2" are the same runs: they differ in the devices that divide a batch, which change no result',
  ])
})
