import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { friedman } from "../../reports/friedman.ts"
import { nemenyiDifference } from "../../reports/nemenyi.ts"

const Fixture = Schema.fromJsonString(
  Schema.Struct({
    tests: Schema.Array(
      Schema.Struct({
        numbers: Schema.Array(Schema.Array(Schema.Finite)),
        ranks: Schema.Array(Schema.Finite),
        statistic: Schema.Finite,
        p: Schema.Finite,
      }),
    ),
    quantiles: Schema.Array(
      Schema.Struct({ arms: Schema.Int, level: Schema.Finite, q: Schema.Finite }),
    ),
  }),
)
const file = join(import.meta.dirname, "../fixtures/reports/friedman.json")
const { tests, quantiles } = Schema.decodeSync(Fixture)(readFileSync(file, "utf8"))

describe("Friedman's test", () => {
  it.each(tests)("has SciPy's ranks, statistic and p", ({ numbers, ranks, statistic, p }) => {
    const found = friedman(numbers)
    for (const [arm, rank] of ranks.entries()) expect(found.averageRanks[arm]).toBeCloseTo(rank, 12)
    expect(found.statistic).toBeCloseTo(statistic, 10)
    expect(found.p).toBeCloseTo(p, 12)
    expect(found.degrees).toBe(ranks.length - 1)
  })

  it("tells nothing apart where all are equal", () => {
    expect(friedman([Array(4).fill(1), Array(4).fill(2)])).toMatchObject({ statistic: 0, p: 1 })
  })
})

/** q of k arms: the difference without the factor of k and the number of cases. */
const q = (arms: number, level: number): number =>
  nemenyiDifference(arms, 1, level) / Math.sqrt((arms * (arms + 1)) / 6)

describe("Nemenyi's critical difference", () => {
  // As printed, which is off by one in the last digit for 8 arms. Demšar, "Statistical Comparisons of Classifiers over Multiple Data Sets", JMLR 7 (2006), Table 5 (a).
  const printed = [
    [0.05, [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164]],
    [0.1, [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92]],
  ] as const
  it.each(printed)("has the q at %d that Demšar prints", (level, values) => {
    for (const [index, value] of values.entries())
      expect(Math.abs(q(index + 2, level) - value)).toBeLessThan(0.0016)
  })

  it("has SciPy's studentized range at infinite degrees of freedom, over the root of 2", () => {
    for (const { arms, level, q: expected } of quantiles)
      expect(q(arms, level)).toBeCloseTo(expected / Math.SQRT2, 6)
  })

  it("is Demšar's of his example: 4 arms, 14 data sets, 1.25 at 0.05", () => {
    expect(nemenyiDifference(4, 14, 0.05).toFixed(2)).toBe("1.25")
  })
})
