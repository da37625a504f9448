import { splitOf } from "../../dsl/cohort.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Task } from "../../dsl/task.ts"

/** A data set as a task divides it: one object for all arms that share both. */
export type Divide = (dataset: Dataset, task: Task) => Dataset

export const dividing = (): Divide => {
  const known = new Map<Dataset, Map<string, Dataset>>()
  return (dataset, task) => {
    const split = splitOf(dataset, task)
    if (split === dataset.split) return dataset
    const own = known.get(dataset) ?? new Map<string, Dataset>()
    known.set(dataset, own)
    const address = JSON.stringify(split)
    const made = own.get(address) ?? { ...dataset, split }
    own.set(address, made)
    return made
  }
}
