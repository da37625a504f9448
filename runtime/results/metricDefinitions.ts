import { Effect } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import { metricDefinitions, type AnyMetricDefinition } from "../../dsl/metric.ts"
import { studiesOf, type Target } from "../../dsl/target.ts"
import { foreignDefinitions } from "../implementations/foreignDefinitions.ts"

const isMetric = (definition: AnyDefinition): definition is AnyMetricDefinition =>
  definition.family === "metric" && "convention" in definition && "unit" in definition

/** The definitions of the metrics that targets name: the package's, and those from outside. */
export const metricDefinitionsOf = Effect.fnUntraced(function* (targets: Iterable<Target>) {
  const foreign = yield* foreignDefinitions([...targets].flatMap(studiesOf), "metric")
  return [...metricDefinitions, ...foreign.filter(isMetric)]
})
