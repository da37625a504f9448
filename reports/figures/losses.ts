import { Effect } from "effect"
import type { TopLevelSpec } from "vega-lite"
import { notDrawn, type ReportError } from "../error.ts"
import type { DrawnFigure } from "./figure.ts"
import { curvesOf, notFinite, type Curves, type History } from "./history.ts"
import { rasterize } from "./raster.ts"
import { lineColours, panels, panelsAcross, vegaSvg } from "./vega.ts"

/** A panel a stage and term, in their order: thin lines are seeds, thick ones their mean. */
const specification = (curves: readonly Curves[], arms: readonly string[]): TopLevelSpec => {
  const encoding = {
    x: { field: "step", type: "quantitative", title: "step", axis: { grid: false, format: "d" } },
    y: { field: "value", type: "quantitative", title: null, scale: { zero: false } },
    color: lineColours("arm", arms, panelsAcross),
  } as const
  return {
    data: {
      values: curves.flatMap(({ title, points }) => points.map((point) => ({ title, ...point }))),
    },
    ...panels(
      "title",
      curves.map(({ title }) => title),
      {
        width: 250,
        height: 160,
        layer: [
          {
            transform: [{ filter: "datum.seed !== null" }],
            mark: { type: "line", strokeWidth: 0.7, opacity: 0.4 },
            encoding: { ...encoding, detail: { field: "seed", type: "nominal" } },
          },
          {
            transform: [{ filter: "datum.seed === null" }],
            mark: { type: "line", strokeWidth: 2 },
            encoding,
          },
        ],
      },
    ),
    resolve: { scale: { x: "independent", y: "independent" } },
    config: {
      axis: {
        labelFlush: false,
        labelFontSize: 10,
        titleFontSize: 10,
        titleFontWeight: "normal",
        tickCount: 5,
        gridColor: "#e6e6e6",
        domainColor: "#888888",
        tickColor: "#888888",
      },
      legend: { labelFontSize: 11, symbolType: "stroke", symbolStrokeWidth: 2.5, symbolOpacity: 1 },
      view: { stroke: null },
    },
  }
}

const averages = (curves: readonly Curves[]): readonly string[] =>
  curves.flatMap(({ title, averaged }) =>
    averaged === 1 ? [] : [`${title}: a point is the mean of ${averaged} logged values.`],
  )

/**
 * Training losses: a panel a stage and term, a line an arm (mean over seeds), thin lines its
 * seeds. Fails when no run has logged a finite value.
 */
export const drawLosses = Effect.fnUntraced(function* (options: {
  readonly name: string
  readonly caption: string
  readonly histories: readonly History[]
}): Effect.fn.Return<DrawnFigure, ReportError> {
  const { name, caption, histories } = options
  const curves = curvesOf(histories)
  if (curves.every(({ points }) => points.length === 0))
    return yield* notDrawn(`figure ${name} has no losses`, "one run that has trained")
  const arms = [...new Set(histories.map(({ arm }) => arm))]
  const svg = yield* vegaSvg(specification(curves, arms))
  const lost = notFinite(histories)
  return {
    name,
    caption,
    description: `Losses over steps: ${curves.map(({ title }) => title).join(", ")}; arms ${arms.join(", ")}`,
    notes: [
      "Thick lines: mean over seeds, at the steps all seeds have reached; thin lines: single seeds.",
      ...averages(curves),
      ...(lost === 0 ? [] : [`${lost} logged values are not finite and are not drawn.`]),
    ],
    svg,
    png: rasterize(svg),
  }
})
