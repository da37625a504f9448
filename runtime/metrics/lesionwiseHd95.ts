import type { Hd95Convention } from "../../dsl/metrics/hd95.ts"
import { lesionwiseHd95 } from "../../dsl/metrics/lesionwise.ts"
import { implementMetric } from "./contract.ts"
import { bratsPenalty } from "./emptyMasks.ts"
import { hd95 } from "./hd95.ts"
import { matchLesions, type Lesion } from "./lesions.ts"

/** Where brats-evaluation has no pair: the diagonal of 240x240x155 voxels of 1 mm, rounded down. */
const unpairedPenalty = 373

const sumOf = (lesions: readonly Lesion[], convention: Hd95Convention): number =>
  lesions.reduce((sum, lesion) => {
    const { prediction, truth, ...grid } = lesion.pair()
    return sum + hd95(prediction, truth, grid, convention)
  }, 0)

export default implementMetric(lesionwiseHd95, {
  measure: (metric, pair) => {
    const { lesions, falsePositives } = matchLesions(pair, metric.lesions)
    const count = lesions.length + falsePositives
    if (metric.lesions !== "paired") {
      const sum = sumOf(lesions, { implementation: "brats2023", spacing: "mm" })
      return count === 0 ? 0 : (sum + falsePositives * bratsPenalty) / count
    }
    const found = lesions.filter((lesion) => lesion.found)
    if (found.length === 0) return count === 0 ? Number.NaN : unpairedPenalty
    const pooled = { implementation: "medpy", spacing: "mm", empty: "drop" } as const
    return sumOf(found, pooled) / found.length
  },
})
