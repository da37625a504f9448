import { Effect } from "effect"
import type { TopLevelSpec } from "vega-lite"
import type { LineFigure } from "../../dsl/figure.ts"
import { placeOnAxis } from "../../dsl/figureFaults.ts"
import type { Table } from "../../dsl/table.ts"
import { placesOf } from "../cellPlaces.ts"
import { columnLabel } from "../column.ts"
import { notDrawn, type ReportError } from "../error.ts"
import { fullLabel } from "../header.ts"
import { sentenceOf } from "../sentence.ts"
import { plainLabel } from "../smallMarkup.ts"
import type { TableReport } from "../report.ts"
import type { DrawnFigure } from "./figure.ts"
import { rasterize } from "./raster.ts"
import { lineColours, panels, panelsAcross, plainAxis, vegaSvg } from "./vega.ts"

/** A mean of an arm in a panel; `x` is null for an arm that lacks the factor. */
interface Point {
  readonly panel: string
  readonly line: string
  readonly x: number | null
  readonly y: number
  /** Mean less and plus the deviation; the mean where there is none. */
  readonly low: number
  readonly high: number
}

/** The table that has a figure's numbers. */
export const asTable = ({ name, caption, study, columns, spread }: LineFigure): Table => ({
  target: "table",
  name,
  caption,
  blocks: [{ name: "", study, columns, titles: {}, absent: {} }],
  stub: [{ heading: "Arm", field: "arm" }],
  rows: null,
  show: ["mean", "std"],
  spread,
  interval: null,
  compare: null,
  best: "none",
  second: "none",
  digits: {},
  transpose: false,
})

const pointsOf = ({ study, factor }: LineFigure, { columns, rows }: TableReport) =>
  study.arms.flatMap((arm, row) => {
    const x = placeOnAxis(arm, factor) ?? null
    const others = Object.entries(arm.factors).filter(([path]) => path !== factor)
    const line = others.map(([, label]) => label).join(", ") || arm.experiment.name
    return columns.flatMap((column, index): readonly Point[] => {
      const { mean = null, std = null } = rows[row]?.cells[index] ?? {}
      if (mean === null) return []
      const half = std ?? 0
      return [
        {
          panel: plainLabel(fullLabel(column)),
          line,
          x,
          y: mean,
          low: mean - half,
          high: mean + half,
        },
      ]
    })
  })

const specification = (
  points: readonly Point[],
  order: readonly string[],
  axis: string,
): TopLevelSpec => {
  const names = [...new Set(points.map(({ line }) => line))]
  const x = {
    field: "x",
    type: "quantitative",
    title: axis,
    scale: { zero: false },
  } as const
  const y = { field: "y", type: "quantitative", title: null, scale: { zero: false } } as const
  const color = lineColours("line", names, panelsAcross)
  const onAxis = { filter: "datum.x !== null" }
  return {
    data: { values: [...points] },
    ...panels("panel", order, {
      width: 230,
      height: 180,
      layer: [
        {
          transform: [onAxis],
          mark: { type: "line", strokeWidth: 2, point: true },
          encoding: { x, y, color },
        },
        {
          transform: [onAxis],
          mark: { type: "rule" },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
        },
        {
          transform: [{ filter: "datum.x === null" }],
          mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5 },
          encoding: { y, color },
        },
      ],
    }),
    resolve: { scale: { y: "independent" } },
    config: {
      axis: { ...plainAxis, tickCount: 5 },
      view: { stroke: null },
    },
  }
}

const missingNotes = (numbers: TableReport): readonly string[] =>
  sentenceOf(
    placesOf(numbers)
      .filter(({ cell }) => cell.mean === null)
      .map(({ arm, column }) => `${arm}, ${columnLabel(column)}`),
    (list) => `Not measured yet, and not drawn: ${list}.`,
  )

/**
 * The means of a table over a numeric factor: a panel a column, a line a choice of the other factors,
 * bars of one deviation, a dashed level for an arm that lacks the factor. Fails when nothing is measured.
 */
export const drawFactorLines = Effect.fnUntraced(function* (
  figure: LineFigure,
  numbers: TableReport,
): Effect.fn.Return<DrawnFigure, ReportError> {
  const { name, caption, factor, spread, axis = factor.split(".").at(-1) ?? factor } = figure
  const points = pointsOf(figure, numbers)
  if (points.length === 0)
    return yield* notDrawn(`figure ${name} has no numbers`, "one arm that is scored")
  const heads = numbers.columns.map((column) => plainLabel(fullLabel(column)))
  const svg = yield* vegaSvg(specification(points, heads, axis))
  const names = [...new Set(points.map(({ line }) => line))]
  const levels = points.some(({ x }) => x === null)
  return {
    name,
    caption,
    description: `${heads.join(", ")} over ${factor}: ${names.join(", ")}`,
    notes: [
      `Points: mean over ${spread}; bars: one sample deviation (ddof 1) to either side, none of a single number.`,
      ...(levels ? ["Dashed: an arm that does not vary with the factor."] : []),
      ...numbers.columns.map(({ convention }) => `${convention}.`),
      ...missingNotes(numbers),
    ],
    svg,
    png: rasterize(svg),
    records: [
      ["panel", "line", factor, "mean", "low", "high"],
      ...points.map(({ panel, line, x, y, low, high }) => [panel, line, x, y, low, high]),
    ],
  }
})
