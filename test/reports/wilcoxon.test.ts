import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { array, assert, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { wilcoxon } from "../../reports/wilcoxon.ts"

const Cases = Schema.fromJsonString(
  Schema.Struct({
    cases: Schema.Array(
      Schema.Struct({
        differences: Schema.Array(Schema.Finite),
        statistic: Schema.Finite,
        p: Schema.Finite,
      }),
    ),
  }),
)
const fixture = join(import.meta.dirname, "../fixtures/reports/wilcoxon.json")
const { cases } = Schema.decodeSync(Cases)(readFileSync(fixture, "utf8"))

describe("wilcoxon", () => {
  // SciPy 1.17, test/fixtures/reports/wilcoxon.py.
  it.each(cases)(
    "of $differences.length differences, as SciPy",
    ({ differences, statistic, p }) => {
      const found = wilcoxon(differences)
      expect(found?.statistic).toBe(statistic)
      expect(Math.abs((found?.p ?? NaN) / p - 1)).toBeLessThan(1e-10)
    },
  )

  // All 2^n sign patterns, counted one by one.
  it("is exact for few pairs, with ties too", () => {
    assert(
      property(array(integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 9 }), (values) => {
        const found = wilcoxon(values)
        const kept = values.filter((value) => value !== 0)
        const rank = (value: number) =>
          kept.filter((other) => Math.abs(other) < Math.abs(value)).length +
          (kept.filter((other) => Math.abs(other) === Math.abs(value)).length + 1) / 2
        const ranks = kept.map(rank)
        const sumOf = (isPositive: (index: number) => boolean) =>
          ranks.reduce((sum, each, index) => (isPositive(index) ? sum + each : sum), 0)
        const observed = sumOf((index) => kept[index]! > 0)
        const sums = Array.from({ length: 2 ** kept.length }, (_, signs) =>
          sumOf((index) => ((signs >> index) & 1) === 1),
        )
        const share = (holds: (sum: number) => boolean) => sums.filter(holds).length / sums.length
        const p =
          2 *
          Math.min(
            share((sum) => sum <= observed),
            share((sum) => sum >= observed),
          )
        expect(found?.p ?? 1).toBeCloseTo(Math.min(1, p), 12)
      }),
    )
  })

  it("does not depend on which of the two comes first", () => {
    assert(
      property(array(integer({ min: -50, max: 50 }), { maxLength: 70 }), (values) => {
        const turned = wilcoxon(values.map((value) => -value))
        const found = wilcoxon(values)
        expect(turned?.p ?? 1).toBeCloseTo(found?.p ?? 1, 12)
        expect(turned?.statistic).toBe(found?.statistic)
      }),
    )
  })
})
