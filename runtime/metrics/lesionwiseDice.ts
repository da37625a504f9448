import { lesionwiseDice } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { dice } from "./dice.ts"
import { matchLesions, type Lesion } from "./lesions.ts"

const sumOf = (lesions: readonly Lesion[]): number =>
  lesions.reduce((sum, lesion) => {
    const { prediction, truth } = lesion.pair()
    return sum + dice(prediction, truth, { empty: "one" })
  }, 0)

export default implementMetric(lesionwiseDice, {
  measure: (metric, pair) => {
    const { lesions, falsePositives } = matchLesions(pair, metric.lesions)
    const count = lesions.length + falsePositives
    if (metric.lesions !== "paired") return count === 0 ? 1 : sumOf(lesions) / count
    const found = lesions.filter((lesion) => lesion.found)
    if (found.length === 0) return count === 0 ? Number.NaN : 0
    return sumOf(found) / found.length
  },
})
