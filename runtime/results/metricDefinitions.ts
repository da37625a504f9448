import { Effect } from "effect"
import { metricDefinitions } from "../../dsl/metric.ts"
import { isMetricDefinition } from "../../dsl/metricDefinition.ts"
import { studiesOf, type Target } from "../../dsl/target.ts"
import { foreignDefinitions } from "../implementations/foreignDefinitions.ts"

/** The definitions of the metrics that targets name: the package's, and those from outside. */
export const metricDefinitionsOf = Effect.fnUntraced(function* (targets: Iterable<Target>) {
  const foreign = yield* foreignDefinitions([...targets].flatMap(studiesOf), "metric")
  return [...metricDefinitions, ...foreign.filter(isMetricDefinition)]
})
