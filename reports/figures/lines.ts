import type { Effect } from "effect"
import type { TopLevelSpec } from "vega-lite"
import { lineColours, plainAxis, vegaSvg } from "./vega.ts"

/** A point of a line, and how far it may be off to either side. */
export interface LinePoint {
  readonly line: string
  readonly x: number
  readonly y: number
  readonly error: number
}

const specification = (
  points: readonly LinePoint[],
  titles: { readonly x: string; readonly y: string },
): TopLevelSpec => {
  const color = lineColours("line", [...new Set(points.map(({ line }) => line))])
  const x = { field: "x", type: "quantitative", title: titles.x, axis: plainAxis } as const
  return {
    width: 420,
    height: 260,
    data: {
      values: points.map((point) => ({
        ...point,
        low: point.y - point.error,
        high: point.y + point.error,
      })),
    },
    layer: [
      {
        mark: { type: "line", strokeWidth: 2, point: true },
        encoding: {
          x,
          y: { field: "y", type: "quantitative", title: titles.y, axis: plainAxis },
          color,
        },
      },
      {
        mark: { type: "rule" },
        encoding: { x, y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color },
      },
    ],
    config: { view: { stroke: null } },
  }
}

/** Lines with bars of error, as SVG. */
export const drawLines = (
  points: readonly LinePoint[],
  titles: { readonly x: string; readonly y: string },
): Effect.Effect<string> => vegaSvg(specification(points, titles))
