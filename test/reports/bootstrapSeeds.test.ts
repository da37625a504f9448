import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Result, Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../dsl/column.ts"
import { bootstrap, table } from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { bootstrapping } from "../../reports/interval.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { base, diceNan, run, study } from "./study.ts"

const Pair = Schema.Tuple([Schema.Finite, Schema.Finite])
const Cases = Schema.fromJsonString(
  Schema.Struct({
    cases: Schema.Array(
      Schema.Struct({
        numbers: Schema.Array(Schema.Array(Schema.NullOr(Schema.Finite))),
        subjects: Pair,
        pooled: Pair,
      }),
    ),
  }),
)
const fixture = join(import.meta.dirname, "../fixtures/reports/bootstrapSeeds.json")
const { cases } = Schema.decodeSync(Cases)(readFileSync(fixture, "utf8"))

const both = bootstrap({ samples: 20_000, over: "seeds and subjects" })
const drawn = (of: string, count: number) => draws(0, of, count)

describe("a bootstrap of seeds and subjects", () => {
  // NumPy with 200,000 resamples; the Monte Carlo error as in inference.test.ts.
  it.each(cases)("has NumPy's interval", ({ numbers, subjects, pooled }) => {
    const intervals = bootstrapping(both, drawn)
    for (const [[low, high], isPooled] of [
      [subjects, false],
      [pooled, true],
    ] as const) {
      const found = intervals(numbers, isPooled)
      const width = high - low
      expect(Math.abs((found?.low ?? NaN) - low)).toBeLessThan(0.05 * width)
      expect(Math.abs((found?.high ?? NaN) - high)).toBeLessThan(0.05 * width)
    }
  })

  it("is that of subjects alone where all seeds agree", () => {
    const subject = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(subject, { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 2, max: 4 }),
        (values, seeds) => {
          const alike = Array.from({ length: seeds }, () => values)
          const alone = bootstrapping(bootstrap({ samples: 300 }), drawn)(alike)
          const found = bootstrapping({ ...both, samples: 300 }, drawn)(alike)
          expect(found?.low).toBeCloseTo(alone?.low ?? NaN, 12)
          expect(found?.high).toBeCloseTo(alone?.high ?? NaN, 12)
        },
      ),
      { numRuns: 30 },
    )
  })

  it("has none of one seed", () => {
    expect(bootstrapping(both, drawn)([[0.5, 0.6]])).toBeNull()
  })

  const target = table({ name: "t", study, columns: ["glioma.dice.WT"], interval: both })

  it("is wider in a table than that of subjects, and is told", () => {
    const measured = [0, 1].map((seed) => ({
      arm: "MAE",
      seed,
      column: parseColumn("glioma.dice.WT"),
      metric: diceNan,
      subjects: ["a", "b", "c", "d"],
      values: [0.5, 0.6, 0.7, 0.8].map((value) => value + seed / 10),
      population: "one",
      run: run(`k${seed}`, seed),
    }))
    const report = (over: typeof both.over) =>
      Result.getOrThrow(
        reportTable({ ...target, interval: { ...both, over } }, measured, draws, metricDefinitions),
      )
    const width = (over: typeof both.over) => {
      const { low = NaN, high = NaN } = report(over).rows[1]?.cells[0]?.interval ?? {}
      return high - low
    }
    // The seeds' mean is 5 below or above at a quarter of the resamples each.
    expect(width("seeds and subjects")).toBeGreaterThan(width("subjects") + 4)
    expect(footnotes(report("seeds and subjects")).join("\n")).toContain(
      "of the mean over test subjects, of resamples of test subjects and of seeds (20000 resamples, seed 0)",
    )
  })

  it("needs two seeds in every arm", () => {
    expect(targetFaults(target)).toEqual([])
    const arms = study.arms.map((arm) => ({ ...arm, experiment: { ...base, seeds: [0] } }))
    const [block] = target.blocks
    const once = { ...target, blocks: [{ ...block!, study: { ...study, arms: arms.slice(0, 1) } }] }
    expect(targetFaults(once)).toMatchObject([
      { what: "table t draws seeds, and scratch has one", where: { field: "interval.over" } },
    ])
  })
})
