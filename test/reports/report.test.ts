import { metricDefinitions } from "../../dsl/metric.ts"
import { parseColumn } from "../../dsl/column.ts"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { auc, dice, table, zip } from "../../dsl/index.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { draws } from "./draws.ts"
import { reportTable, type TableReport } from "../../reports/report.ts"
import { base, diceNan, diceOne, hd95Monai, run, study, wholeTumour } from "./study.ts"

const diceOf = (
  arm: string,
  seed: number,
  values: readonly (number | null)[],
  key = `${arm}-${seed}`,
): Measurement => ({
  arm,
  seed,
  column: parseColumn("glioma.dice.WT"),
  metric: diceNan,
  subjects: values.map((_, index) => `subject-${index}`),
  values,
  population: "one",
  run: run(key, seed),
})

const report = (target: typeof wholeTumour, measurements: readonly Measurement[]): TableReport =>
  Result.getOrThrow(reportTable(target, measurements, draws, metricDefinitions))

const faults = (target: typeof wholeTumour, measurements: readonly Measurement[]) => {
  const result = reportTable(target, measurements, draws, metricDefinitions)
  return Result.isFailure(result) ? result.failure.faults.map(({ what }) => what) : []
}

describe("over seeds of subject means", () => {
  // Subject means 0.7, 0.7, 0.6: mean 2/3. Seed means 0.8 and 0.6: deviation sqrt(2 * 0.1^2 / 1).
  const measured = [
    diceOf("MAE", 0, [0.9, 0.7, null]),
    diceOf("MAE", 1, [0.5, 0.7, 0.6]),
    diceOf("scratch", 0, [0.25, 0.75, 1]),
  ]
  const { rows, columns } = report(wholeTumour, measured)

  it("gives the hand-computed mean, deviation and n in percent", () => {
    const cell = rows[1]?.cells[0]
    expect(cell?.mean).toBeCloseTo(200 / 3, 10)
    expect(cell?.std).toBeCloseTo(14.142135623730951, 10)
    expect(cell).toMatchObject({ n: 2, seeds: [0, 1], dropped: 1, missing: [] })
    expect(cell?.values).toEqual([
      { seed: 0, value: expect.closeTo(80, 10), subjects: 2, dropped: 1 },
      { seed: 1, value: expect.closeTo(60, 10), subjects: 3, dropped: 0 },
    ])
    expect(cell?.runs.map(({ key }) => key)).toEqual(["MAE-0", "MAE-1"])
  })

  it("has no deviation of one seed and names the seed that lacks", () => {
    const cell = rows[0]?.cells[0]
    expect(cell?.mean).toBeCloseTo(200 / 3, 10)
    expect(cell).toMatchObject({ std: null, n: 1, missing: [{ seed: 1, why: "not measured" }] })
  })

  it("has no number where nothing was measured", () => {
    expect(rows[2]?.cells[0]).toMatchObject({
      mean: null,
      std: null,
      n: 0,
      best: false,
      missing: [
        { seed: 0, why: "not measured" },
        { seed: 1, why: "not measured" },
      ],
    })
  })

  it("reads the column: unit, direction, convention, header", () => {
    expect(columns[0]).toMatchObject({
      header: ["glioma", "Dice", "WT"],
      unit: "%",
      better: "higher",
      convention: "Dice: subjects with two empty masks are dropped",
    })
  })
})

describe("over subjects", () => {
  it("gives a subject its mean over seeds", () => {
    // 0.2 and 0.6, 0.4 and 0.8: subject means 0.4 and 0.6; mean 0.5; deviation sqrt(0.02).
    const target = { ...wholeTumour, spread: "subjects" as const }
    const { rows } = report(target, [diceOf("MAE", 0, [0.2, 0.4]), diceOf("MAE", 1, [0.6, 0.8])])
    const cell = rows[1]?.cells[0]
    expect(cell?.mean).toBeCloseTo(50, 10)
    expect(cell?.std).toBeCloseTo(100 * Math.sqrt(0.02), 10)
    expect(cell?.n).toBe(2)
  })
})

describe("pooled", () => {
  it("takes the numbers of all subjects and seeds alike", () => {
    // 0.2, 0.4, 0.6, 0.8: mean 0.5; squares 0.09 + 0.01 + 0.01 + 0.09 = 0.2; sqrt(0.2 / 3).
    const target = { ...wholeTumour, spread: "pooled" as const }
    const { rows } = report(target, [diceOf("MAE", 0, [0.2, 0.4]), diceOf("MAE", 1, [0.6, 0.8])])
    const cell = rows[1]?.cells[0]
    expect(cell?.mean).toBeCloseTo(50, 10)
    expect(cell?.std).toBeCloseTo(100 * Math.sqrt(0.2 / 3), 10)
    expect(cell?.n).toBe(4)
  })
})

describe("numbers for the whole set", () => {
  const target = table({ name: "auc", study, columns: ["subtype.auc"], spread: "subjects" })
  const measured = (seed: number, value: number | null): Measurement => ({
    arm: "MAE",
    seed,
    column: parseColumn("subtype.auc"),
    metric: auc(),
    subjects: ["a", "b", "c"],
    value,
    population: "one",
    run: run(`auc-${seed}`, seed),
  })

  it("spread over seeds, whatever the table says", () => {
    const { columns, rows } = report(target, [measured(0, 0.5), measured(1, 0.75)])
    expect(columns[0]?.over).toBe("seeds")
    expect(rows[1]?.cells[0]).toMatchObject({ mean: 62.5, n: 2 })
    expect(rows[1]?.cells[0]?.std).toBeCloseTo(25 / Math.SQRT2, 10)
  })

  it("are missing where they are undefined", () => {
    const { rows } = report(target, [measured(0, 0.5), measured(1, null)])
    expect(rows[1]?.cells[0]).toMatchObject({
      mean: 50,
      n: 1,
      missing: [{ seed: 1, why: "undefined" }],
    })
  })
})

describe("best of a column", () => {
  const best = (values: readonly (readonly [string, number])[]) =>
    report(
      wholeTumour,
      values.flatMap(([arm, value]) => [diceOf(arm, 0, [value]), diceOf(arm, 1, [value])]),
    ).rows.map(({ cells }) => cells[0]?.best)

  it("is the highest Dice", () => {
    expect(
      best([
        ["scratch", 0.8],
        ["MAE", 0.9],
      ]),
    ).toEqual([false, true, false])
  })

  it("is marked twice when two numbers print alike", () => {
    expect(
      best([
        ["scratch", 0.90001],
        ["MAE", 0.90002],
      ]),
    ).toEqual([true, true, false])
  })

  it("is not marked without another number to compare with", () => {
    expect(best([["MAE", 0.9]])).toEqual([false, false, false])
  })

  it("is the lowest HD95, and the variance ratio nearest to 1", () => {
    const target = table({
      name: "other",
      study,
      columns: ["glioma.hd95.ET", "pretraining.varianceRatio"],
    })
    const both = study.arms.flatMap((arm, index) => [0, 1].map((seed) => ({ ...arm, index, seed })))
    const measured = both.flatMap(({ name, index, seed }): readonly Measurement[] => [
      {
        arm: name,
        seed,
        column: parseColumn("glioma.hd95.ET"),
        metric: hd95Monai,
        subjects: ["a"],
        values: [[4, 2, 3][index] ?? null],
        population: "one",
        run: run(`h${index}-${seed}`, seed),
      },
      {
        arm: name,
        seed,
        column: parseColumn("pretraining.varianceRatio"),
        metric: null,
        subjects: ["a"],
        values: [[0.2, 1.3, 0.9][index] ?? null],
        population: "one",
        run: run(`v${index}-${seed}`, seed, "reconstruct"),
      },
    ])
    const { rows, columns } = report(target, measured)
    expect(rows.map(({ cells }) => cells.map((cell) => cell.best))).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ])
    expect(columns.map(({ unit }) => unit)).toEqual(["mm", ""])
  })
})

describe("an arm without pre-training", () => {
  it("lacks what pre-training measures, for that reason", () => {
    const target = table({ name: "ratio", study, columns: ["pretraining.varianceRatio"] })
    expect(report(target, []).rows.map(({ cells }) => cells[0]?.missing[0]?.why)).toEqual([
      "no pre-training",
      "not measured",
      "not measured",
    ])
  })
})

describe("bytes", () => {
  const measured = [
    diceOf("MAE", 0, [0.1, 0.2, 0.3]),
    diceOf("MAE", 1, [0.3, 0.7, null]),
    diceOf("scratch", 0, [0.3, 0.6, 0.7]),
  ]

  it("do not depend on the order of the measurements or of their subjects", () => {
    const turned = measured
      .toReversed()
      .map((one): Measurement =>
        "value" in one
          ? one
          : { ...one, subjects: one.subjects.toReversed(), values: one.values.toReversed() },
      )
    expect(JSON.stringify(report(wholeTumour, turned))).toBe(
      JSON.stringify(report(wholeTumour, measured)),
    )
  })

  it("survive JSON without loss", () => {
    const made = report(wholeTumour, measured)
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })
})

describe("faults, all at once", () => {
  it("two conventions in one column", () => {
    const other = { ...diceOf("scratch", 0, [1]), metric: diceOne }
    expect(faults(wholeTumour, [diceOf("MAE", 0, [1]), other])).toEqual([
      'column glioma.dice.WT mixes conventions: "Dice: subjects with two empty masks are dropped"' +
        ' (scratch, MAE, a|b & c_d 50% <e> "f", {g} #h ~i ^j \\k $l\'m) and "Dice: two empty masks give 1" (scratch)',
    ])
  })

  it("two conventions declared by the arms, before anything is measured", () => {
    const declared = zip(base, {
      "tasks.glioma.metrics": { ours: [dice({ empty: "one" })], theirs: [dice({ empty: "nan" })] },
    })
    expect(
      faults(table({ name: "whole", study: declared, columns: ["glioma.dice.WT"] }), []),
    ).toEqual([
      'column glioma.dice.WT mixes conventions: "Dice: two empty masks give 1" (ours)' +
        ' and "Dice: subjects with two empty masks are dropped" (theirs)',
    ])
  })

  it("a column nobody measures, two runs for one cell, and numbers that are not finite", () => {
    const columns = ["glioma.dice.WT", "glioma.dice", "glioma.dice.TC", "heart.dice.LV"].map(
      parseColumn,
    )
    const target = {
      ...wholeTumour,
      blocks: wholeTumour.blocks.map((block) => ({ ...block, columns })),
    }
    const measured = [
      diceOf("MAE", 0, [0.5], "first"),
      diceOf("MAE", 0, [0.5], "second"),
      diceOf("scratch", 0, [0.5, NaN]),
      diceOf("scratch", 1, [Infinity]),
      { ...diceOf("scratch", 1, [0.5]), arm: "another study's arm" },
    ]
    expect(faults(target, measured)).toEqual([
      "column glioma.dice is measured by no arm",
      "column glioma.dice.TC is measured by no arm",
      "column heart.dice.LV is measured by no arm",
      "2 measurements of glioma.dice.WT of MAE, seed 0 (keys first, second)",
      "NaN in glioma.dice.WT of scratch, seed 0",
      "Infinity in glioma.dice.WT of scratch, seed 1",
    ])
  })

  it("fewer values than subjects", () => {
    const measured = { ...diceOf("MAE", 0, [0.5, 0.5]), values: [0.5] }
    expect(faults(wholeTumour, [measured])).toEqual([
      "1 values for 2 subjects in glioma.dice.WT of MAE, seed 0",
    ])
  })
})
