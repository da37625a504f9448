import { Effect } from "effect"
import type { TopLevelSpec } from "vega-lite"
import type { CriticalDifferenceFigure } from "../../dsl/criticalDifference.ts"
import { badness } from "../best.ts"
import { probability } from "../cellText.ts"
import { columnLabel, type Column } from "../column.ts"
import { notDrawn, type ReportError } from "../error.ts"
import { friedman } from "../friedman.ts"
import { nemenyiDifference } from "../nemenyi.ts"
import type { TableReport } from "../report.ts"
import { sentenceOf } from "../sentence.ts"
import { plainLabel } from "../smallMarkup.ts"
import type { DrawnFigure } from "./figure.ts"
import { rasterize } from "./raster.ts"
import { vegaSvg } from "./vega.ts"

/** A column in which every arm has a number, and these, the least being the best. */
interface Case {
  readonly column: Column
  readonly numbers: readonly number[]
}

const casesOf = ({ columns, rows }: TableReport): readonly Case[] =>
  columns.flatMap((column, index) => {
    const { better } = column
    if (better === "none") return []
    const numbers = rows.flatMap(({ cells }) => {
      const mean = cells[index]?.mean ?? null
      return mean === null ? [] : [badness[better](mean)]
    })
    return numbers.length === rows.length ? [{ column, numbers }] : []
  })

/** An arm at its average rank, with half of the critical difference to either side. */
interface Point {
  readonly arm: string
  readonly rank: number
  readonly low: number
  readonly high: number
}

const specification = (points: readonly Point[], arms: number): TopLevelSpec => {
  const y = {
    field: "arm",
    type: "nominal",
    sort: points.map(({ arm }) => arm),
    title: null,
    axis: { labelLimit: 400, ticks: false, domain: false, grid: true, gridColor: "#eee" },
  } as const
  const domain = [
    Math.min(1, ...points.map(({ low }) => low)),
    Math.max(arms, ...points.map(({ high }) => high)),
  ]
  const x = {
    field: "rank",
    type: "quantitative",
    title: "average rank (1 is the best)",
    scale: { domain, nice: false },
    axis: { values: Array.from({ length: arms }, (_, index) => index + 1), format: "d" },
  } as const
  return {
    data: { values: [...points] },
    width: 420,
    height: { step: 24 },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2, color: "#888" },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
      },
      { mark: { type: "circle", size: 60, color: "#0b5394", opacity: 1 }, encoding: { y, x } },
    ],
    config: {
      axis: { grid: false, labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal" },
      view: { stroke: null },
    },
  }
}

/**
 * A table's arms at their average ranks over its columns, with bars of Nemenyi's critical difference: two
 * arms are told apart where their bars do not overlap. Fails with fewer than two columns in which every arm
 * has a number.
 */
export const drawCriticalDifference = Effect.fnUntraced(function* (
  { name, caption, level }: CriticalDifferenceFigure,
  numbers: TableReport,
): Effect.fn.Return<DrawnFigure, ReportError> {
  const cases = casesOf(numbers)
  const labels = numbers.rows.map(({ label }) => plainLabel(label))
  if (cases.length < 2 || labels.length < 3)
    return yield* notDrawn(
      `figure ${name} has ${cases.length} columns in which each of ${labels.length} arms has a number`,
      "2 columns and 3 arms at least, of which one number is better than another",
    )
  const { averageRanks, statistic, degrees, p } = friedman(cases.map((each) => each.numbers))
  const difference = nemenyiDifference(labels.length, cases.length, level)
  const points = averageRanks
    .map((rank, index): Point => ({
      arm: labels[index] ?? "",
      rank,
      low: rank - difference / 2,
      high: rank + difference / 2,
    }))
    .toSorted((a, b) => a.rank - b.rank)
  const svg = yield* vegaSvg(specification(points, labels.length))
  const left = numbers.columns.filter((column) => cases.every((each) => each.column !== column))
  const isDependent = new Set(cases.map(({ column }) => column.block)).size < cases.length
  return {
    name,
    caption,
    description: `Average ranks: ${points.map(({ arm, rank }) => `${arm} ${rank.toFixed(2)}`).join(", ")}`,
    notes: [
      `Ranks of the means, ties sharing theirs, averaged over ${cases.length} columns (${cases.map(({ column }) => columnLabel(column)).join(", ")}).`,
      `Friedman's test: chi-square ${statistic.toFixed(2)} of ${degrees} degrees of freedom, ${probability(p)}${p <= level ? "" : ": no arm is told from another, whatever the bars"}.`,
      `Bars: Nemenyi's critical difference at ${level}, ${difference.toFixed(2)} ranks; two arms are told apart where their bars do not overlap.`,
      ...(isDependent
        ? ["The test takes columns for independent, which those of one data set are not."]
        : []),
      ...sentenceOf(
        left.map(columnLabel),
        (list) => `Left out, as not every arm has a number or none is better: ${list}.`,
        ", ",
      ),
    ],
    svg,
    png: rasterize(svg),
    records: [
      ["arm", "averageRank", "low", "high"],
      ...points.map(({ arm, rank, low, high }) => [arm, rank, low, high]),
    ],
  }
})
