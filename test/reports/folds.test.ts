import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../dsl/column.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { auc, folds, grid, phantom, table, type Spread } from "../../dsl/index.ts"
import { subjectsCsv } from "../../reports/csv.ts"
import { footnotes } from "../../reports/footnotes.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { printedOf } from "../../reports/lint/fromReport.ts"
import { lintTables } from "../../reports/lint/lint.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { base, diceNan, run } from "./study.ts"

const crossed = { ...base, dataset: phantom({ split: folds(2, { stratify: "subtype" }) }) }

const target = (spread: Spread) =>
  table({
    name: "t",
    study: grid(crossed, {}),
    columns: ["glioma.dice.WT", "subtype.auc"],
    spread,
  })

const [arm = ""] = grid(crossed, {}).arms.map(({ name }) => name)

/** Dice of three subjects, two in the first fold; an AUC a fold. */
const measured = (seed: number, add: number): readonly Measurement[] => {
  const of = (fold: number) => ({
    arm,
    seed,
    fold,
    population: "one",
    run: run(`s${seed}f${fold}`, seed),
  })
  const dice = { column: parseColumn("glioma.dice.WT"), metric: diceNan }
  const ranked = { column: parseColumn("subtype.auc"), metric: auc() }
  return [
    { ...of(0), ...dice, subjects: ["a", "b"], values: [0.5 + add, 0.7 + add] },
    { ...of(1), ...dice, subjects: ["c"], values: [0.9 + add] },
    { ...of(0), ...ranked, subjects: ["a", "b"], value: 0.5 },
    { ...of(1), ...ranked, subjects: ["c"], value: 0.75 },
  ]
}

const all = [...measured(0, 0), ...measured(1, 0.02)]

const cells = (spread: Spread, measurements = all) => {
  const report = Result.getOrThrow(
    reportTable(target(spread), measurements, draws, metricDefinitions),
  )
  return { report, cells: report.rows[0]?.cells ?? [] }
}

describe("a table of a cross-validation", () => {
  it("has numbers by subject of all folds together", () => {
    const [dice] = cells("subjects").cells
    // Over subjects: (51 + 71 + 91) / 3, deviation 20.
    expect(dice).toMatchObject({ n: 3, seeds: [0, 1] })
    expect(dice?.mean).toBeCloseTo(71, 9)
    expect(dice?.std).toBeCloseTo(20, 9)
    expect(dice?.runs.map(({ key }) => key)).toEqual(["s0f0", "s0f1", "s1f0", "s1f1"])
  })

  it("pools all subjects and seeds", () => {
    const [dice] = cells("pooled").cells
    expect(dice).toMatchObject({ n: 6 })
    expect(dice?.mean).toBeCloseTo(71, 9)
  })

  it("has the mean over folds, each weighing alike", () => {
    const [dice, ranked] = cells("folds").cells
    // Folds: (60 + 62) / 2 and (90 + 92) / 2.
    expect(dice).toMatchObject({ n: 2 })
    expect(dice?.mean).toBeCloseTo(76, 9)
    expect(dice?.std).toBeCloseTo(30 / Math.sqrt(2), 9)
    expect(ranked?.mean).toBeCloseTo(62.5, 9)
    // The deviation of 50 and 75 is 25 / √2: over the folds, not over seeds, which agree.
    expect(ranked?.std).toBeCloseTo(25 / Math.sqrt(2), 9)
  })

  it("has of a number for the whole set the mean of its folds at every seed", () => {
    const [, ranked] = cells("seeds").cells
    expect(ranked).toMatchObject({ mean: 62.5, n: 2, std: 0 })
  })

  describe("whose folds' predictions are pooled for a number of the whole set", () => {
    const pooled = { ...target("seeds"), acrossFolds: "pooled" } as const
    const of = (measurements: readonly Measurement[]) =>
      Result.getOrThrow(reportTable(pooled, measurements, draws, metricDefinitions))
    const some = all.map((each) => ("value" in each ? { ...each, pooled: 0.6 } : each))

    it("has that number at every seed, and says so", () => {
      const report = of(some)
      expect(report.rows[0]?.cells[1]).toMatchObject({ mean: 60, n: 2 })
      expect(report.rows[0]?.cells[0]?.mean).toBeCloseTo(71, 9)
      expect(footnotes(report).join("\n")).toContain(
        "a number for the whole set is that of the predictions of all folds together.",
      )
    })

    it("has none where predictions are missing", () => {
      expect(of(all).rows[0]?.cells[1]).toMatchObject({ mean: null, n: 0 })
    })

    it("is refused over folds, and without them", () => {
      expect(targetFaults(pooled)).toEqual([])
      expect(targetFaults({ ...pooled, spread: "folds" }).map(({ what }) => what)).toEqual([
        "table t prints numbers over folds, and pools the predictions of all folds",
      ])
      const plain = table({
        name: "t",
        study: grid(base, {}),
        columns: ["subtype.auc"],
        acrossFolds: "pooled",
      })
      expect(targetFaults(plain)).toMatchObject([
        {
          what: "table t is over folds, and tiny has none",
          hint: "declare it: split: folds(5); or leave acrossFolds out",
        },
      ])
    })
  })

  it("has accuracies and AUCs that are no fractions of all subjects", () => {
    // Means of folds 1/2 and 3/4, and 1/2 and 1: 11/16, where two AUCs of three subjects give eighths.
    const some = all.map((each) =>
      "value" in each && each.seed === 1 && each.fold === 1 ? { ...each, value: 1 } : each,
    )
    const { report, cells: made } = cells("seeds", some)
    expect(made[1]?.mean).toBe(68.75)
    expect(lintTables([printedOf(report)])).toEqual([])
  })

  it("names the fold of each subject in the CSV of subjects", () => {
    const rows = subjectsCsv(cells("folds").report).split("\r\n").slice(1, 4)
    expect(rows.map((row) => row.split(",").slice(5, 8))).toEqual([
      ["0", "0", "a"],
      ["0", "0", "b"],
      ["0", "1", "c"],
    ])
  })

  it("says so", () => {
    const texts = footnotes(cells("folds").report)
    expect(texts[0]).toContain("Mean over folds")
    expect(texts).toContain(
      "2-fold cross-validation over patients (seed 0, stratified by subtype): numbers by subject are those of all folds together; a number for the whole set is the mean of its folds'.",
    )
  })

  it("says which fold it is of where it is of one, counted from 0 as --only does", () => {
    const { folds: division } = crossed.dataset.split
    const split = { ...crossed.dataset.split, folds: { of: 2, ...division, fold: 1 } }
    const one = table({
      name: "t",
      study: grid({ ...crossed, dataset: phantom({ split }) }, {}),
      columns: ["glioma.dice.WT"],
    })
    const report = Result.getOrThrow(reportTable(one, [], draws, metricDefinitions))
    expect(footnotes(report)).toContain(
      "Fold 1 of 0 to 1 of a 2-fold cross-validation over patients (seed 0, stratified by subtype).",
    )
  })

  it("is refused with two measurements of one fold", () => {
    const [first] = all
    const twice = reportTable(
      target("seeds"),
      first === undefined ? [] : [...all, first],
      draws,
      metricDefinitions,
    )
    expect(Result.isFailure(twice) && twice.failure.faults.map(({ what }) => what)).toEqual([
      `2 measurements of glioma.dice.WT of ${arm}, seed 0, fold 0 (keys s0f0, s0f0)`,
    ])
  })

  it("has no number of a seed that lacks a fold", () => {
    const some = all.filter(({ seed, fold }) => seed === 0 || fold === 0)
    const [dice] = cells("subjects", some).cells
    expect(dice).toMatchObject({ seeds: [0], missing: [{ seed: 1, why: "not measured" }] })
    expect(dice?.mean).toBeCloseTo(70, 9)
  })
})
