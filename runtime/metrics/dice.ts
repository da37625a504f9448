import { dice as definition, type Dice } from "../../dsl/metrics/dice.ts"
import { implementMetric } from "./contract.ts"
import { overlapOf } from "./overlap.ts"

/** The value where the ratio is 0/0 or the convention looks away, else undefined. */
const whereEmpty = (
  inPrediction: number,
  inTruth: number,
  empty: Dice["empty"],
): number | undefined => {
  switch (empty) {
    case "nanWithoutTruth":
      return inTruth === 0 ? NaN : undefined
    case "nan":
      return inPrediction + inTruth === 0 ? NaN : undefined
    case "one":
      return inPrediction + inTruth === 0 ? 1 : undefined
  }
}

/**
 * Dice coefficient 2|P and T| / (|P| + |T|) of two masks of one grid (nonzero is inside), in [0, 1].
 * NaN only where the convention says so. Throws a RangeError when the lengths differ.
 */
export const dice = (
  prediction: Uint8Array,
  truth: Uint8Array,
  convention: Pick<Dice, "empty">,
): number => {
  if (prediction.length !== truth.length) {
    throw new RangeError(`masks of ${prediction.length} and ${truth.length} voxels`)
  }
  const { one: inPrediction, other: inTruth, both: inBoth } = overlapOf(prediction, truth)
  return (
    whereEmpty(inPrediction, inTruth, convention.empty) ?? (2 * inBoth) / (inPrediction + inTruth)
  )
}

export default implementMetric(definition, {
  measure: (metric, { prediction, truth }) => dice(prediction, truth, metric),
})
