import { describe, expect, it } from "vitest"
import { averagePrecision } from "../../dsl/metrics/averagePrecision.ts"
import { balancedAccuracy } from "../../dsl/metrics/balancedAccuracy.ts"
import { brier } from "../../dsl/metrics/brier.ts"
import { calibrationError } from "../../dsl/metrics/calibrationError.ts"
import averagePrecisionOf from "../../runtime/metrics/averagePrecision.ts"
import balancedAccuracyOf from "../../runtime/metrics/balancedAccuracy.ts"
import brierOf from "../../runtime/metrics/brier.ts"
import calibrationErrorOf from "../../runtime/metrics/calibrationError.ts"
import { lesionCases } from "./lesionCases.ts"

describe("scikit-learn's values, ties and probabilities on the edges of bins among them:", () => {
  it.each(lesionCases.rankings)("$predictions", (row) => {
    const { predictions, truths, bins } = row
    const mean = predictions.reduce(
      (sum, prediction, index) =>
        sum + brierOf.measure(brier(), { prediction, truth: truths[index]! }) / predictions.length,
      0,
    )
    expect(mean).toBeCloseTo(row.brier, 12)
    expect(averagePrecisionOf.measure(averagePrecision(), row)).toBeCloseTo(
      row.averagePrecision,
      12,
    )
    expect(balancedAccuracyOf.measure(balancedAccuracy(), row)).toBeCloseTo(
      row.balancedAccuracy,
      12,
    )
    expect(calibrationErrorOf.measure(calibrationError({ bins }), row)).toBeCloseTo(
      row.calibrationError,
      12,
    )
  })
})

describe("without a class", () => {
  const zeros = { predictions: [0.2, 0.8], truths: [0, 0] }

  it("balanced accuracy and average precision are no number", () => {
    expect(balancedAccuracyOf.measure(balancedAccuracy(), zeros)).toBeNaN()
    expect(averagePrecisionOf.measure(averagePrecision(), zeros)).toBeNaN()
  })
})
