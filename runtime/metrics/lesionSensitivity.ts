import { lesionSensitivity } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { matchLesions } from "./lesions.ts"

export default implementMetric(lesionSensitivity, {
  measure: (metric, pair) => {
    const { lesions } = matchLesions(pair, metric.lesions)
    return lesions.filter((lesion) => lesion.found).length / lesions.length
  },
})
