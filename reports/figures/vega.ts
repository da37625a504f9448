import { Effect } from "effect"
import { Error as errorLevel, logger, parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"
import { fontFamily } from "./font.ts"

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

/** Panels side by side. */
export const panelsAcross = 3

/** What panels of a figure have in common: one for each value of a field in their order, its value above it. */
export const panels = (field: string, order: readonly string[]) => {
  const type = "nominal" as const
  const header = {
    title: null,
    labelAnchor: "start",
    labelFontSize: 12,
    labelFontWeight: "bold",
  } as const
  return { facet: { field, type, sort: [...order], header }, columns: panelsAcross, spacing: 22 }
}
