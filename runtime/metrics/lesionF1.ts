import { lesionF1 } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { matchLesions } from "./lesions.ts"

export default implementMetric(lesionF1, {
  measure: (metric, pair) => {
    const { lesions, falsePositives } = matchLesions(pair, metric.lesions)
    const found = lesions.filter((lesion) => lesion.found).length
    return (2 * found) / (found + lesions.length + falsePositives)
  },
})
