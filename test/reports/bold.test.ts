import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../dsl/column.ts"
import { auc, bootstrap, grid, significant, table, type Table } from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { markdownTable } from "../../reports/markdown.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { base, run, study, wholeTumour } from "./study.ts"

const reported = (target: Table, measurements: readonly Measurement[]) => {
  const report = Result.getOrThrow(reportTable(target, measurements, draws, metricDefinitions))
  return { report, cells: report.rows.flatMap(({ cells }) => cells[0] ?? []) }
}

describe("the printed mean", () => {
  it("weighs each subject alike, also where a seed has one left", () => {
    const values = Array.from({ length: 12 }, (_, index) => 0.4 + index / 100)
    const one = values.map((_, index) => (index === 0 ? 1 : null))
    const { cells } = reported(wholeTumour, [measured("MAE", 0, values), measured("MAE", 1, one)])
    // p0 has (0.40 + 1) / 2 = 0.70, the others 0.41 to 0.51: (0.70 + 11 x 0.46) / 12.
    expect(cells[1]?.mean).toBeCloseTo((100 * (0.7 + 11 * 0.46)) / 12, 10)
  })

  it("lies inside its own interval, whatever is dropped", () => {
    const value = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 })
    const values = fc.array(value, { minLength: 4, maxLength: 12 })
    fc.assert(
      fc.property(
        fc.constantFrom("seeds", "subjects", "pooled"),
        values.chain((one) =>
          fc.tuple(
            fc.constant(one),
            fc.array(value, { minLength: one.length, maxLength: one.length }),
          ),
        ),
        (spread, [first, second]) => {
          const target = { ...wholeTumour, spread, interval: bootstrap({ samples: 400 }) } as const
          const { cells } = reported(target, [
            measured("MAE", 0, first),
            measured("MAE", 1, second),
          ])
          const { mean = null, interval } = cells[1] ?? {}
          if (mean === null || interval === undefined) return
          expect(interval.low).toBeLessThanOrEqual(mean + 1e-9)
          expect(interval.high).toBeGreaterThanOrEqual(mean - 1e-9)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe("bold", () => {
  const both = (arm: string, values: readonly (number | null)[]) => [
    measured(arm, 0, values),
    measured(arm, 1, values),
  ]

  it("is withheld from arms that are scored on different subjects, with a footnote", () => {
    const { report, cells } = reported(wholeTumour, [
      ...both("scratch", [0.9, 0.8, 0.1]),
      ...both("MAE", [0.85, 0.75, null]),
    ])
    expect(cells[1]).toMatchObject({ best: false, withheld: "other subjects" })
    expect(markdownTable(report)).toMatch(/80\.00 ± 0\.00‡ \|/)
    expect(footnotes(report)).toContain(
      "‡ Best, but not bold: not all arms are scored on the same test subjects (MAE, glioma Dice WT).",
    )
  })

  it("is withheld from a mean that lacks seeds", () => {
    const { report, cells } = reported(wholeTumour, [
      ...both("scratch", [0.5, 0.6]),
      measured("MAE", 0, [0.9, 0.9]),
    ])
    expect(cells.map(({ best, withheld }) => [best, withheld])).toEqual([
      [false, undefined],
      [false, "seeds are missing"],
      [false, undefined],
    ])
    expect(footnotes(report)).toContain(
      "‡ Best, but not bold: seeds are missing (MAE, glioma Dice WT).",
    )
  })

  it("is not for arms of two splits, whose equal ids are other people", () => {
    const other = { test: 3, seed: 1 }
    const splits = grid(base, { "dataset.split": { one: base.dataset.split, other } })
    const target = table({ name: "t", study: splits, columns: ["glioma.dice.WT"] })
    const { cells } = reported({ ...target, compare: { test: "wilcoxon", with: "one" } }, [
      ...both("one", [0.1, 0.2, 0.3]),
      ...both("other", [0.2, 0.3, 0.4]).map((each) => ({ ...each, population: "other" })),
    ])
    expect(cells[1]).toMatchObject({ best: false, withheld: "other subjects" })
    expect(cells[1]?.comparison).toBeUndefined()
  })

  it("is not for reconstructions of other patches or crops, and no test pairs them", () => {
    const patches = grid(base, { "encoder.patch": { coarse: base.encoder.patch, fine: 4 } })
    const target = table({ name: "t", study: patches, columns: ["pretraining.mse"] })
    const { report, cells } = reported(
      { ...target, compare: { test: "wilcoxon", with: "coarse", correction: "none" } },
      [both("coarse", [0.3, 0.2, 0.4]), both("fine", [0.1, 0.1, 0.1])].flat().map((each) => ({
        ...each,
        column: parseColumn("pretraining.mse"),
        metric: null,
      })),
    )
    expect(cells[1]).toMatchObject({ best: false, withheld: "other voxels" })
    expect(cells[1]?.comparison).toBeUndefined()
    expect(footnotes(report)).toContain(
      "\u2021 Best, but not bold: not all arms are measured at the same voxels, their crops, patches or preprocessing differing (fine, Pre-training MSE).",
    )
    expect(footnotes(report)).toContain(
      "Without test, measured on other subjects or at other voxels than coarse: fine, Pre-training MSE.",
    )
  })

  describe("where a test tells the best from the next", () => {
    const six = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    const better = six.map((value, index) => value + 0.1 + index / 100)
    const target: Table = { ...wholeTumour, boldIf: significant({ test: "wilcoxon" }) }

    it("marks what differs: six of six subjects, p = 2 / 2^6", () => {
      const { report, cells } = reported(target, [...both("scratch", six), ...both("MAE", better)])
      expect(cells.map(({ best }) => best)).toEqual([false, true, false])
      expect(footnotes(report).join("\n")).toContain(
        "where a Wilcoxon signed-rank test over test subjects (two-sided, p at most 0.05, Holm's correction over the columns) tells it from the next best",
      )
    })

    it("marks nothing within noise, and says so", () => {
      const { report, cells } = reported(target, [
        ...both("scratch", six),
        ...both("MAE", [0.7, 0.1, 0.4, 0.3, 0.6, 0.5]),
      ])
      expect(cells.map(({ best }) => best)).toEqual([false, false, false])
      expect(cells[1]).toMatchObject({ withheld: "within noise" })
      expect(footnotes(report).join("\n")).toContain("Nothing is bold: no best value is told from")
    })

    it("says of the best number of a set that it has none by subject", () => {
      const aucs = table({ name: "t", study, columns: ["subtype.auc"], boldIf: target.boldIf! })
      const { report, cells } = reported(
        aucs,
        ["scratch", "MAE"].flatMap((arm, index) =>
          [0, 1].map((seed) => ({
            arm,
            seed,
            column: parseColumn("subtype.auc"),
            metric: auc(),
            value: 0.5 + 0.1 * index,
            population: "one",
            run: run(`${arm}${seed}`, seed),
          })),
        ),
      )
      expect(cells.map(({ best }) => best)).toEqual([false, false, false])
      const notes = footnotes(report).join("\n")
      expect(notes).toContain("Best, but no numbers by subject to test: MAE, subtype AUC.")
      expect(notes).not.toContain("Too few pairs")
    })

    it("corrects for the number of columns", () => {
      const columns = ["glioma.dice.WT", "glioma.dice.ET"].map(parseColumn)
      const blocks = target.blocks.map((block) => ({ ...block, columns }))
      const of = (name: string) => (each: Measurement) => ({ ...each, column: parseColumn(name) })
      const measurements = [...both("scratch", six), ...both("MAE", better)]
      const report = Result.getOrThrow(
        reportTable(
          { ...target, blocks },
          [...measurements, ...measurements.map(of("glioma.dice.ET"))],
          draws,
          metricDefinitions,
        ),
      )
      // Two columns of p = 0.03125: Holm's 0.0625.
      expect(report.rows[1]?.cells.map(({ best }) => best)).toEqual([false, false])
    })

    it("is corrected for columns that can end in bold alone", () => {
      const columns = ["glioma.dice.WT", "glioma.dice.ET"].map(parseColumn)
      const blocks = target.blocks.map((block) => ({ ...block, columns }))
      const measurements = [...both("scratch", six), ...both("MAE", better)]
      const other = measurements
        .filter(({ arm, seed }) => arm === "scratch" || seed === 0)
        .map((each) => ({ ...each, column: parseColumn("glioma.dice.ET") }))
      const report = Result.getOrThrow(
        reportTable({ ...target, blocks }, [...measurements, ...other], draws, metricDefinitions),
      )
      // The best ET lacks a seed: one test of p = 0.03125 is left.
      expect(report.rows[1]?.cells.map(({ best }) => best)).toEqual([true, false])
    })

    it("is corrected over groups of rows where it is looked for in them, and says so", () => {
      const { report } = reported({ ...target, best: "group" }, both("scratch", six))
      expect(footnotes(report).join("\n")).toContain(
        "Holm's correction over the groups of rows of all columns",
      )
    })

    it("is not given where means and ranks point apart", () => {
      // Five of six a little worse, one far better: the mean says MAE, the ranks scratch.
      const skewed = six.map((value, index) => (index === 5 ? 1 : value - 0.001 * (index + 1)))
      const loose = { ...target, boldIf: significant({ test: "wilcoxon", level: 0.9 }) }
      const { cells } = reported(loose, [...both("scratch", six), ...both("MAE", skewed)])
      expect(cells[1]?.mean).toBeGreaterThan(cells[0]?.mean ?? 0)
      expect(cells[1]?.best).toBe(false)
    })

    it("pairs seeds for Student's test", () => {
      const seeds = { ...target, boldIf: significant({ test: "t" }) }
      const { cells } = reported(seeds, [
        measured("scratch", 0, [0.5]),
        measured("scratch", 1, [0.6]),
        measured("MAE", 0, [0.7]),
        measured("MAE", 1, [0.8001]),
      ])
      // Differences 0.2 and 0.2001: t = 4001 of one degree of freedom.
      expect(cells[1]?.best).toBe(true)
    })
  })

  it("is of no row where it is asked for in none, and ranks are there all the same", () => {
    const { cells } = reported({ ...wholeTumour, best: "none", show: ["mean", "rank"] }, [
      ...both("scratch", [0.5]),
      ...both("MAE", [0.6]),
    ])
    expect(cells.map(({ best, rank }) => [best, rank])).toEqual([
      [false, 2],
      [false, 1],
      [false, undefined],
    ])
  })

  it("is always given where no test is asked for", () => {
    const { cells } = reported(wholeTumour, [...both("scratch", [0.5]), ...both("MAE", [0.51])])
    expect(study.arms.map((_, row) => cells[row]?.best)).toEqual([false, true, false])
  })
})
