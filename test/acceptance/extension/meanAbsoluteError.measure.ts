import { implementMetric } from "ablate/implement"
import { meanAbsoluteError } from "./meanAbsoluteError.ts"

export default implementMetric(meanAbsoluteError, {
  measure: (_, { prediction, truth }) => Math.abs(prediction - truth),
})
