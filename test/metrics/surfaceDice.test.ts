import { expect, it } from "vitest"
import { surfaceDice } from "../../dsl/metrics/surfaceDice.ts"
import implementation from "../../runtime/metrics/surfaceDice.ts"
import { agrees } from "./cases.ts"
import { lesionCases, pairOf } from "./lesionCases.ts"

it.each([1, 2] as const)("is surface-distance's on 200 pairs, at %d mm", (tolerance) => {
  const metric = surfaceDice({ tolerance, empty: "drop" })
  const wrong = lesionCases.masks.filter(
    (row) => !agrees(implementation.measure(metric, pairOf(row)), row.surfaceDice[tolerance]),
  )
  expect(wrong).toEqual([])
})

it("gives two empty masks 1 where that is the convention", () => {
  const empty = new Uint8Array(8)
  const pair = { prediction: empty, truth: empty, shape: [2, 2, 2], spacing: [1, 1, 1] } as const
  expect(implementation.measure(surfaceDice({ tolerance: 1, empty: "one" }), pair)).toBe(1)
})
