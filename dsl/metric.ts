import * as builtIn from "./metrics/builtIn.ts"
import type { AnyMetricDefinition } from "./metrics/family.ts"
import { hd95Definition } from "./metrics/hd95.ts"

export * from "./metrics/builtIn.ts"
export { defineMetric, readingOf, type AnyMetricDefinition } from "./metrics/family.ts"
export type { Metric, Reading } from "./metrics/family.ts"

/** Every metric that ships with the package; `hd95` takes its convention, its definition a record of it. */
export const metricDefinitions: readonly AnyMetricDefinition[] = Object.values({
  ...builtIn,
  hd95: hd95Definition,
})
