import { Effect } from "effect"
import { Error as errorLevel, logger, parse, View } from "vega"
import { compile, type TopLevelSpec } from "vega-lite"

/** A specification drawn as SVG; that the compiler has stopped to simplify it is no warning for users. */
export const vegaSvg = (specification: TopLevelSpec): Effect.Effect<string> =>
  Effect.promise(() => {
    const { spec } = compile(specification, { logger: logger(errorLevel) })
    return new View(parse(spec), { renderer: "none" }).toSVG()
  })
