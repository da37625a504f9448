import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { auc } from "../../runtime/metrics/auc.ts"
import { agrees, cases } from "./cases.ts"

/** Few distinct scores, so that ties are common; both classes present. */
const rankings = fc
  .array(
    fc.record({ score: fc.integer({ min: -5, max: 5 }), label: fc.integer({ min: 0, max: 1 }) }),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2)
  .map((rows) => ({
    scores: rows.map(({ score }) => score / 5),
    labels: rows.map(({ label }) => label),
  }))

/** By the definition: the share of pairs of a positive and a negative in right order, ties half. */
const countPairs = (scores: readonly number[], labels: readonly number[]): number => {
  const of = (label: number) => scores.filter((_, i) => labels[i] === label)
  let right = 0
  for (const positive of of(1)) {
    for (const negative of of(0)) right += positive > negative ? 1 : positive === negative ? 0.5 : 0
  }
  return right / (of(1).length * of(0).length)
}

describe("auc", () => {
  it.each(cases.rankings)("gives scikit-learn's value $auc", (row) => {
    expect(auc(row.scores, row.labels)).toSatisfy((v: number) => agrees(v, row.auc))
  })

  it("equals the count of pairs", () => {
    fc.assert(
      fc.property(rankings, ({ scores, labels }) => {
        expect(auc(scores, labels)).toBeCloseTo(countPairs(scores, labels), 12)
      }),
    )
  })

  it("does not change under rising maps, and turns into its complement under falling ones", () => {
    fc.assert(
      fc.property(rankings, ({ scores, labels }) => {
        const value = auc(scores, labels)
        expect(auc(scores.map(Math.exp), labels)).toBe(value)
        expect(
          auc(
            scores.map((score) => score ** 3 - 7),
            labels,
          ),
        ).toBe(value)
        expect(
          auc(
            scores.map((score) => -score),
            labels,
          ),
        ).toBeCloseTo(1 - value, 12)
      }),
    )
  })

  it("is NaN with one class, with none, and with a NaN score", () => {
    expect(auc([0.1, 0.9], [1, 1])).toBeNaN()
    expect(auc([0.1, 0.9], [0, 0])).toBeNaN()
    expect(auc([], [])).toBeNaN()
    expect(auc([0.1, NaN], [0, 1])).toBeNaN()
  })

  it("orders infinite scores, and ties them with themselves", () => {
    expect(auc([-Infinity, Infinity, Infinity], [0, 1, 0])).toBe(0.75)
  })

  it("refuses lengths that differ", () => {
    expect(() => auc([0.1], [0, 1])).toThrow("1 scores for 2 labels")
  })
})
