import { metricDefinitions } from "../../dsl/metric.ts"
import type { Table } from "../../dsl/table.ts"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { arms, bootstrap, dice, grid, omit, table, wilcoxon } from "../../dsl/index.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { bootstrapping } from "../../reports/interval.ts"
import { cellsCsv } from "../../reports/csv.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { htmlTable } from "../../reports/html.ts"
import { latexTable } from "../../reports/latex.ts"
import { markdownTable } from "../../reports/markdown.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { awkward, base, study } from "./study.ts"

const Cases = Schema.fromJsonString(
  Schema.Struct({
    cases: Schema.Array(
      Schema.Struct({
        values: Schema.Array(Schema.Finite),
        low: Schema.Finite,
        high: Schema.Finite,
      }),
    ),
  }),
)
const fixture = join(import.meta.dirname, "../fixtures/reports/bootstrap.json")
const { cases } = Schema.decodeSync(Cases)(readFileSync(fixture, "utf8"))

describe("a percentile bootstrap", () => {
  // SciPy 1.17 with 200,000 resamples. The 2.5% quantile of 20,000 resampled means has a standard
  // error of about sqrt(.025 * .975 / 20000) / density: under 2% of the interval's width.
  it.each(cases)("has SciPy's interval", ({ values, low, high }) => {
    const interval = bootstrapping(bootstrap({ samples: 20_000 }), (_, n) => draws(0, n))([values])
    const width = high - low
    expect(Math.abs((interval?.low ?? NaN) - low)).toBeLessThan(0.05 * width)
    expect(Math.abs((interval?.high ?? NaN) - high)).toBeLessThan(0.05 * width)
    expect(interval?.n).toBe(values.length)
  })

  it("has none of one number, and no width where all are equal", () => {
    const intervals = bootstrapping(bootstrap({ samples: 200 }), (_, n) => draws(0, n))
    expect(intervals([[0.5]])).toBeNull()
    expect(intervals([[0.5, 0.5, 0.5]])).toEqual({ low: 0.5, high: 0.5, n: 3 })
  })
})

const target = table({
  name: "compared",
  study,
  columns: ["glioma.dice.WT", "subtype.auc"],
  interval: bootstrap({ samples: 1000 }),
  compare: wilcoxon({ with: "scratch" }),
})

describe("a table with intervals and a test", () => {
  // MAE is better for six of six subjects: p = 2 / 2^6 = 0.03125, exactly.
  const report = Result.getOrThrow(
    reportTable(
      target,
      [
        measured("scratch", 0, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
        measured("MAE", 0, [0.2, 0.32, 0.44, 0.56, 0.68, 0.8]),
        // One subject is dropped here: its number is that of the other seed.
        measured("MAE", 1, [0.2, 0.32, 0.44, 0.56, 0.68, null]),
      ],
      draws,
      metricDefinitions,
    ),
  )
  const [scratch, mae, none] = report.rows.map((row) => row.cells[0])

  it("pairs the arms by subject, a subject's number being its mean over seeds", () => {
    expect(mae?.comparison).toEqual({
      with: "scratch",
      pairs: 6,
      n: 6,
      statistic: 0,
      positive: 21,
      p: 0.03125,
      method: "exact",
    })
    expect(scratch?.comparison).toBeUndefined()
    expect(mae?.interval?.n).toBe(6)
    expect(mae?.interval?.low).toBeGreaterThan(20)
    expect(mae?.interval?.high).toBeLessThan(80)
    expect(none?.interval).toBeUndefined()
  })

  it("pairs nobody with someone of the same id in another data set or split", () => {
    const of = (population: string, one: Measurement): Measurement => ({ ...one, population })
    const pairsOf = (other: string) =>
      Result.getOrThrow(
        reportTable(
          target,
          [
            of("one", measured("scratch", 0, [0.1, 0.2, 0.3, 0.4])),
            of(other, measured("MAE", 0, [0.2, 0.32, 0.44, 0.56])),
          ],
          draws,
          metricDefinitions,
        ),
      ).rows[1]?.cells[0]?.comparison?.pairs
    expect(pairsOf("one")).toBe(4)
    expect(pairsOf("another")).toBeUndefined()
  })

  it("corrects over the tests of the table where it is asked to", () => {
    const corrected: Table = {
      ...target,
      compare: wilcoxon({ with: "scratch", correction: "holm" }),
    }
    expect(targetFaults(corrected)).toEqual([])
    const { rows } = Result.getOrThrow(
      reportTable(
        corrected,
        [
          measured("scratch", 0, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
          measured("MAE", 0, [0.2, 0.32, 0.44, 0.56, 0.68, 0.8]),
          measured(awkward, 0, [0.2, 0.32, 0.44, 0.56, 0.68, 0.9]),
        ],
        draws,
        metricDefinitions,
      ),
    )
    // Two tests of p = 0.03125: Holm's 0.0625 for both.
    expect(rows.map(({ cells }) => cells[0]?.comparison?.corrected)).toEqual([
      undefined,
      0.0625,
      0.0625,
    ])
  })

  describe("with Holm's correction", () => {
    const six = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    const correctedOf = (changes: Partial<Table>) =>
      Result.getOrThrow(
        reportTable(
          { ...target, compare: wilcoxon({ with: "scratch", correction: "holm" }), ...changes },
          [
            measured("scratch", 0, six),
            measured("MAE", 0, [0.2, 0.32, 0.44, 0.56, 0.68, 0.8]),
            measured(awkward, 0, six),
          ],
          draws,
          metricDefinitions,
        ),
      ).rows.map(({ cells }) => cells[0]?.comparison)

    it("counts an arm that equals the reference in every subject, with p = 1", () => {
      const [, better, equal] = correctedOf({})
      expect(equal).toMatchObject({ pairs: 6, n: 0, p: 1, corrected: 1 })
      expect(better?.corrected).toBe(0.0625)
    })

    it("leaves arms out that the table does not draw", () => {
      const drawn = ["scratch", "MAE"].map((arm) => ({ arm, label: arm }))
      expect(correctedOf({ rows: [drawn] })[1]?.corrected).toBe(0.03125)
    })
  })

  it("says that a column has no tests because it is of the set, not because nothing is measured", () => {
    const empty = Result.getOrThrow(reportTable(target, [], draws, metricDefinitions))
    expect(footnotes(empty)).toContain(
      "Without interval or test, having no numbers by subject: subtype AUC.",
    )
  })

  it("says where a block lacks the arm that others are compared with", () => {
    const methods = { scratch: { pretraining: base.pretraining }, MAE: {}, long: { seeds: [0] } }
    const two = table({
      name: "two",
      blocks: { a: arms(base, methods), b: arms(base, omit(methods, "scratch")) },
      columns: ["glioma.dice.WT"],
      compare: wilcoxon({ with: "scratch" }),
    })
    const none = Result.getOrThrow(reportTable(two, [], draws, metricDefinitions))
    expect(footnotes(none)).toContain("Without test, scratch being no arm of it: b.")
  })

  it("notes regions that preprocessing has left nothing of", () => {
    const lost = Result.getOrThrow(
      reportTable(
        target,
        [{ ...measured("MAE", 0, [0.2, 0.32]), vanished: ["p1"] }],
        draws,
        metricDefinitions,
      ),
    )
    expect(footnotes(lost).join("\n")).toContain("Preprocessing leaves no voxel of WT in p1: ")
  })

  it("gives the same bytes again", () => {
    const again = Result.getOrThrow(
      reportTable(
        target,
        [measured("MAE", 0, [0.2, 0.32, 0.44, 0.56, 0.68, 0.8])],
        draws,
        metricDefinitions,
      ),
    )
    expect(again.rows[1]?.cells[0]?.interval).toEqual(mae?.interval)
  })

  it("shows both in every format, and says how they were made", () => {
    const low = mae?.interval?.low.toFixed(2)
    expect(markdownTable(report)).toMatch(new RegExp(`\\[${low}, .*\\] \\(p = 0.031\\)`))
    expect(latexTable(report)).toContain("(p = 0.031)")
    expect(htmlTable(report)).toContain("(p = 0.031)")
    expect(cellsCsv(report)).toContain(",0.03125,,,,6,")
    const notes = footnotes(report).join("\n")
    expect(notes).toContain("95% percentile bootstrap interval")
    expect(notes).toContain("signed-rank test against scratch")
    expect(notes).toContain("not corrected for the number of comparisons")
    expect(notes).toContain("having no numbers by subject: ")
  })

  it("is refused where arms of one column follow different conventions", () => {
    const mixed = table({
      name: "mixed",
      study: grid(base, {
        "tasks.glioma.metrics": { nan: [dice({ empty: "nan" })], one: [dice({ empty: "one" })] },
      }),
      columns: ["glioma.dice.WT"],
    })
    expect(targetFaults(mixed)).toEqual([
      {
        what: 'column "glioma.dice.WT" of table mixed mixes conventions: "empty nan" (nan) and "empty one" (one)',
        where: { field: "columns.0" },
        expected: "one convention a column: numbers under different ones cannot be compared",
        hint: "give every arm the same metric, or draw a table for each convention",
      },
    ])
  })

  it("is refused where it compares with no arm, or resamples too little", () => {
    const wrong: Table = {
      ...table({
        name: "wrong",
        study,
        columns: ["glioma.dice.WT"],
        interval: bootstrap({ samples: 10, level: 95 }),
      }),
      compare: wilcoxon({ with: "MEA" }),
    }
    expect(targetFaults(wrong)).toMatchObject([
      {
        what: 'table wrong compares with "MEA", which is no arm',
        hint: expect.stringContaining("MAE"),
      },
      { what: "table wrong: interval.samples is 10" },
      { what: "table wrong: interval.level is 95" },
    ])
  })
})
