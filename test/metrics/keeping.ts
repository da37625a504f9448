import { defineMetric } from "../../dsl/index.ts"
import { implementMetric } from "../../runtime/metrics/contract.ts"

/** The mean over all subjects that it has been asked for so far: no number of a subject. */
export const keeping = defineMetric({
  kind: "keeping",
  doc: "A running mean.",
  implementation: import.meta.url,
  of: "probability",
  per: "subject",
  title: "Running",
  unit: () => "%",
  digits: 1,
  better: "higher",
  convention: () => "Running mean",
  fields: {},
})

let [sum, count] = [0, 0]

export default implementMetric(keeping, {
  measure: (_, { prediction }) => {
    sum += prediction
    count++
    return sum / count
  },
})
