import { accuracy } from "./metrics/accuracy.ts"
import { auc } from "./metrics/auc.ts"
import { dice } from "./metrics/dice.ts"
import type { AnyMetricDefinition } from "./metrics/family.ts"
import { hd95, hd95Definition } from "./metrics/hd95.ts"

export { defineMetric, metricOf, readingOf, type AnyMetricDefinition } from "./metrics/family.ts"
export type { Metric, Reading } from "./metrics/family.ts"
export { accuracy, auc, dice, hd95 }

/** Every metric that ships with the package. */
export const metricDefinitions: readonly AnyMetricDefinition[] = [
  dice,
  hd95Definition,
  auc,
  accuracy,
]
