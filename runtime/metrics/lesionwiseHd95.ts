import { lesionwiseHd95 } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { bratsPenalty } from "./emptyMasks.ts"
import { hd95 } from "./hd95.ts"
import { matchLesions } from "./lesions.ts"

export default implementMetric(lesionwiseHd95, {
  measure: (metric, pair) => {
    const { lesions, falsePositives } = matchLesions(pair, metric.lesions)
    const count = lesions.length + falsePositives
    if (count === 0) return 0
    const distances = lesions.map((lesion) => {
      const { prediction, truth, ...grid } = lesion.pair()
      return hd95(prediction, truth, grid, { implementation: "brats2023", spacing: "mm" })
    })
    const sum = distances.reduce((total, distance) => total + distance, 0)
    return (sum + falsePositives * bratsPenalty) / count
  },
})
