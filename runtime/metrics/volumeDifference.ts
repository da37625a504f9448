import { volumeDifference } from "../../dsl/metrics/volumeDifference.ts"
import { implementMetric } from "./contract.ts"
import { overlapOf } from "./overlap.ts"

const mm3InMl = 1000

export default implementMetric(volumeDifference, {
  measure: ({ as }, { prediction, truth, spacing }) => {
    const { one, other } = overlapOf(prediction, truth)
    const difference = Math.abs(one - other)
    return as === "share"
      ? other === 0
        ? Number.NaN
        : difference / other
      : (difference * spacing[0] * spacing[1] * spacing[2]) / mm3InMl
  },
})
