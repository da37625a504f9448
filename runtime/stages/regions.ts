import type { Dataset } from "../../dsl/dataset.ts"

/** Label values of regions, by name. */
export type Regions = Readonly<Record<string, readonly number[]>>

/** Label values of the regions of a task. */
export const regionsOf = (
  dataset: Dataset,
  task: { readonly regions: readonly string[] },
): Regions => Object.fromEntries(task.regions.map((name) => [name, dataset.regions[name] ?? []]))
