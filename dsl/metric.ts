import { accuracy } from "./metrics/accuracy.ts"
import { auc } from "./metrics/auc.ts"
import { averagePrecision } from "./metrics/averagePrecision.ts"
import { balancedAccuracy } from "./metrics/balancedAccuracy.ts"
import { brier } from "./metrics/brier.ts"
import { calibrationError } from "./metrics/calibrationError.ts"
import { dice } from "./metrics/dice.ts"
import type { AnyMetricDefinition } from "./metrics/family.ts"
import { hd95, hd95Definition } from "./metrics/hd95.ts"
import {
  lesionF1,
  lesionSensitivity,
  lesionwiseDice,
  lesionwiseHd95,
} from "./metrics/lesionwise.ts"
import { surfaceDice } from "./metrics/surfaceDice.ts"
import { volumeDifference } from "./metrics/volumeDifference.ts"

export { defineMetric, readingOf, type AnyMetricDefinition } from "./metrics/family.ts"
export type { Metric, Reading } from "./metrics/family.ts"
export {
  accuracy,
  auc,
  averagePrecision,
  balancedAccuracy,
  brier,
  calibrationError,
  dice,
  hd95,
  lesionF1,
  lesionSensitivity,
  lesionwiseDice,
  lesionwiseHd95,
  surfaceDice,
  volumeDifference,
}

/** Every metric that ships with the package. */
export const metricDefinitions: readonly AnyMetricDefinition[] = [
  dice,
  hd95Definition,
  surfaceDice,
  lesionwiseDice,
  lesionwiseHd95,
  lesionF1,
  lesionSensitivity,
  volumeDifference,
  auc,
  averagePrecision,
  accuracy,
  balancedAccuracy,
  brier,
  calibrationError,
]
