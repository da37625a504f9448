import { lesionwiseDice } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { dice } from "./dice.ts"
import { matchLesions } from "./lesions.ts"

export default implementMetric(lesionwiseDice, {
  measure: (metric, pair) => {
    const { lesions, falsePositives } = matchLesions(pair, metric.lesions)
    const count = lesions.length + falsePositives
    if (count === 0) return 1
    return (
      lesions.reduce((sum, lesion) => {
        const { prediction, truth } = lesion.pair()
        return sum + dice(prediction, truth, { empty: "one" })
      }, 0) / count
    )
  },
})
