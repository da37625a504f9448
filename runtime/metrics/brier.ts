import { brier } from "../../dsl/metrics/brier.ts"
import { implementMetric } from "./contract.ts"

export default implementMetric(brier, {
  measure: (_, { prediction, truth }) => (prediction - truth) ** 2,
})
