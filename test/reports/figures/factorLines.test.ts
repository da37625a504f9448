import { metricDefinitions } from "../../../dsl/metric.ts"
import { parseColumn } from "../../../dsl/column.ts"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { ablate, grid, lines, mae, scratch } from "../../../dsl/index.ts"
import { asTable, drawFactorLines } from "../../../reports/figures/factorLines.ts"
import type { Measurement } from "../../../reports/measurement.ts"
import { reportTable } from "../../../reports/report.ts"
import { draws } from "../draws.ts"
import { base, diceNan, run } from "../study.ts"
import { heightsOf, textsOf } from "./pictures.ts"

const optimizer = base.pretraining.optimizer
const factor = "tasks.glioma.labelFraction"
const fractions = grid(base, {
  [factor]: [0.2, 1],
  pretraining: { MAE: base.pretraining, longer: mae({ epochs: 2, batch: 1, optimizer }) },
})
const level = ablate(base, { pretraining: { "from scratch": scratch() } })
const study = { ...fractions, arms: [...fractions.arms, ...level.arms] }
const figure = lines({
  name: "figure11",
  study,
  factor,
  columns: ["glioma.dice.WT", "glioma.dice.ET"],
})

const measured = (
  arm: string,
  seed: number,
  value: number,
  column = "glioma.dice.WT",
): Measurement => ({
  arm,
  seed,
  column: parseColumn(column),
  metric: diceNan,
  subjects: ["p1"],
  values: [value],
  population: "one",
  run: run(`${arm}${seed}`, seed),
})

const drawn = (measurements: readonly Measurement[], own = figure) =>
  drawFactorLines(
    own,
    Result.getOrThrow(reportTable(asTable(figure), measurements, draws, metricDefinitions)),
  )

describe("lines over a factor", () => {
  it("have a panel a column, a line a method, and a dashed level without the factor", async () => {
    const { svg, notes, description } = await Effect.runPromise(
      drawn([
        measured("0.2, MAE", 0, 0.5),
        measured("0.2, MAE", 1, 0.7),
        measured("1, MAE", 0, 0.8),
        measured("0.2, longer", 0, 0.6),
        measured("from scratch", 0, 0.75),
        measured("1, longer", 0, 0.6, "glioma.dice.ET"),
      ]),
    )
    const texts = textsOf(svg)
    for (const text of ["MAE", "longer", "from scratch", "labelFraction"])
      expect(texts).toContain(text)
    expect(texts).toContain("glioma Dice WT (%) ↑")
    expect(texts).toContain("glioma Dice ET (%) ↑")
    expect(svg).toContain("stroke-dasharray")
    // Mean and deviation of 50% and 70%, in the words that Vega gives to readers of the screen.
    expect(svg).toContain("labelFraction: 0.2; y: 60; line: MAE")
    expect(svg).toMatch(/labelFraction: 0\.2; low: 45\.857\d*; high: 74\.142\d*; line: MAE/)
    expect(svg).toContain("y: 75; line: from scratch")
    expect(description).toContain(factor)
    expect(notes.join(" ")).toContain("1, longer, glioma Dice WT")
    expect(notes.join(" ")).toContain("Dashed")
  })

  it("have titles at one height, whatever the labels of their axes reach", async () => {
    const { svg } = await Effect.runPromise(
      drawn([
        // The axis of the first ends at 75.5, between two ticks, that of the second with one, 83.
        measured("0.2, MAE", 0, 0.687),
        measured("1, MAE", 0, 0.752),
        measured("0.2, MAE", 0, 0.764, "glioma.dice.ET"),
        measured("1, MAE", 0, 0.825, "glioma.dice.ET"),
      ]),
    )
    const [first, second] = heightsOf(svg, "glioma Dice")
    expect(first).toBeGreaterThan(0)
    expect(second).toBe(first)
  })

  it("have the axis that the figure names", async () => {
    const named = { ...figure, axis: "Share of the labels" }
    const { svg } = await Effect.runPromise(drawn([measured("1, MAE", 0, 0.8)], named))
    expect(textsOf(svg)).toContain("Share of the labels")
    expect(textsOf(svg)).not.toContain("labelFraction")
  })

  it("are refused where nothing is measured", async () => {
    const error = await Effect.runPromise(Effect.flip(drawn([])))
    expect(error.message).toContain("figure figure11 has no numbers")
  })
})
