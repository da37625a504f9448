import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../../dsl/column.ts"
import { arms, criticalDifference, mae, scratch, table } from "../../../dsl/index.ts"
import { metricDefinitions } from "../../../dsl/metric.ts"
import { targetFaults } from "../../../dsl/studyFaults.ts"
import { drawCriticalDifference } from "../../../reports/figures/criticalDifference.ts"
import { reportTable } from "../../../reports/report.ts"
import { draws } from "../draws.ts"
import { base, diceNan, hd95Monai, run } from "../study.ts"

const methods = {
  Scratch: { pretraining: scratch() },
  MAE: {},
  "MAE long": {
    pretraining: mae({ epochs: 9, batch: 1, optimizer: base.pretraining.optimizer }),
  },
}
const ranked = table({
  name: "ranked",
  blocks: { one: arms(base, methods), two: arms({ ...base, name: "other" }, methods) },
  columns: ["glioma.dice.WT", "glioma.hd95.WT"],
})
const figure = criticalDifference({ name: "ranks", table: ranked })

const measured = (block: string, column: string, values: readonly number[]) =>
  Object.keys(methods).flatMap((arm, index) =>
    [0, 1].map((seed) => ({
      arm: `${block}/${arm}`,
      seed,
      column: parseColumn(column),
      metric: column.includes("hd95") ? hd95Monai : diceNan,
      subjects: ["a"],
      values: [values[index] ?? null],
      population: block,
      run: run(`${block}${arm}${seed}`, seed),
    })),
  )
const drawn = (measurements: ReturnType<typeof measured>) =>
  Effect.runSync(
    Effect.result(
      drawCriticalDifference(
        figure,
        Result.getOrThrow(reportTable(ranked, measurements, draws, metricDefinitions)),
      ),
    ),
  )

const numbers = [
  ...measured("one", "glioma.dice.WT", [0.5, 0.6, 0.7]),
  ...measured("one", "glioma.hd95.WT", [9, 4, 4]),
  ...measured("two", "glioma.dice.WT", [0.5, 0.8, 0.7]),
]

describe("a figure of average ranks", () => {
  it("ranks what is better in each column, and says what its bars are", async () => {
    const report = reportTable(ranked, numbers, draws, metricDefinitions)
    const made = await Effect.runPromise(drawCriticalDifference(figure, Result.getOrThrow(report)))
    // Ranks 3 2 1, 3 1.5 1.5, 3 1 2: Friedman's 12 * 3 / 12 * (9 + 2.25 + 2.25 - 12) / (1 - 6 / 72).
    expect(made.description).toBe("Average ranks: MAE 1.50, MAE long 1.50, Scratch 3.00")
    expect(made.notes).toEqual([
      "Ranks of the means, ties sharing theirs, averaged over 3 columns (one glioma Dice WT, one glioma HD95 WT, two glioma Dice WT).",
      "Friedman's test: chi-square 4.91 of 2 degrees of freedom, p = 0.086: no arm is told from another, whatever the bars.",
      "Bars: Nemenyi's critical difference at 0.05, 1.91 ranks; two arms are told apart where their bars do not overlap.",
      "The test takes columns for independent, which those of one data set are not.",
      "Left out, as not every arm has a number or none is better: two glioma HD95 WT.",
    ])
    expect(made.svg).toContain("average rank (1 is the best)")
    expect(made.records?.[3]?.slice(0, 2)).toEqual(["Scratch", 3])
  })

  it("is not drawn of one column", () => {
    const failed = drawn(numbers.slice(0, 6))
    expect(Result.isFailure(failed) && failed.failure.faults[0]?.what).toBe(
      "figure ranks has 1 columns in which each of 3 arms has a number",
    )
  })

  it("is checked, with its table", () => {
    const told = (changes: object) =>
      targetFaults({ ...figure, ...changes }).map(({ what }) => what)
    expect(told({})).toEqual([])
    expect(told({ level: 5 })).toEqual(["figure ranks: level is 5"])
    const rows = [["Scratch", "MAE"].map((arm) => ({ arm, label: arm }))]
    expect(told({ table: { ...ranked, rows } })).toEqual(["figure ranks ranks 2 arms"])
    expect(told({ table: { ...ranked, against: "MEA" } })).toEqual([
      'table ranked takes differences to "MEA", which is no arm',
    ])
  })
})
