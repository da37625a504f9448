import type { AnyDefinition } from "./component.ts"
import type { AnyMetricDefinition } from "./metric.ts"

/** Whether a definition, of the package or from outside, is a metric's. */
export const isMetricDefinition = (definition: AnyDefinition): definition is AnyMetricDefinition =>
  definition.family === "metric" && "convention" in definition && "unit" in definition
