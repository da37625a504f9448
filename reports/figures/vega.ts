import { Effect } from "effect"
import { Error as errorLevel, logger, parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"
import { fontFamily } from "./font.ts"
import { armColour } from "./palette.ts"

/**
 * A specification drawn as SVG, in ink on white; that the compiler has stopped to simplify it is no warning
 * for users.
 */
export const vegaSvg = (specification: TopLevelSpec): Effect.Effect<string> =>
  Effect.promise(() => {
    const config = { font: fontFamily, ...specification.config }
    const whole = { ...specification, background: "white", config }
    const { spec } = compile(whole, { logger: logger(errorLevel) })
    return new View(parse(spec), { renderer: "none" }).toSVG()
  })

/** Colours of lines by their names, which stand above, so many side by side. */
export const lineColours = (field: string, names: readonly string[], across?: number) => ({
  field,
  type: "nominal" as const,
  scale: { domain: [...names], range: names.map((_, index) => armColour(index)) },
  legend: {
    title: null,
    orient: "top" as const,
    labelLimit: 400,
    ...(across === undefined ? {} : { columns: across }),
  },
})

/** An axis without lines across the plot. */
export const plainAxis = {
  grid: false,
  labelFlush: false,
  labelFontSize: 10,
  titleFontSize: 11,
  titleFontWeight: "normal",
} as const

/** Panels side by side. */
export const panelsAcross = 3

/** Of facets that wrap Vega-Lite draws a header always. */
const noHeader = { title: null, labelExpr: "''", labelFontSize: 0, labelPadding: 0 } as const

/** Size and marks of each panel. */
interface Panel<Layer> {
  readonly width: number
  readonly height: number
  readonly layer: readonly Layer[]
}

/**
 * Panels of a figure: one for each value of a field in their order, its value above it. That is a mark of the
 * panel: Vega's header stands higher where the label of an axis reaches above the panel.
 */
export const panels = <Layer>(
  field: string,
  order: readonly string[],
  { layer, ...size }: Panel<Layer>,
) => {
  const type = "nominal" as const
  const style = { align: "left", baseline: "bottom", fontSize: 12, fontWeight: "bold" } as const
  const title = {
    transform: [{ aggregate: [], groupby: [field] }],
    mark: { type: "text" as const, x: 0, y: -8, ...style },
    encoding: { text: { field, type } },
  }
  return {
    facet: { field, type, sort: [...order], header: noHeader },
    columns: panelsAcross,
    spacing: 22,
    spec: { ...size, layer: [...layer, title] },
  }
}
