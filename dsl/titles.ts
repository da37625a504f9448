import type { MetricName } from "./column.ts"
import type { RegionOf } from "./dataset.ts"
import type { Experiment } from "./experiment.ts"
import type { Task } from "./task.ts"

/** What is printed for the parts of an experiment. In no stage's key: a new title runs nothing again. */
export interface Titles<
  TaskName extends string = string,
  Metric extends string = string,
  Region extends string = string,
> {
  readonly dataset?: string
  readonly tasks?: { readonly [N in TaskName]?: string }
  readonly metrics?: { readonly [N in Metric]?: string }
  readonly regions?: { readonly [N in Region]?: string }
}

/** Titles of what a data set and tasks have. */
export type TitlesFor<D, T> = Titles<
  keyof T & string,
  T[keyof T] extends Task ? MetricName<T[keyof T]> : never,
  RegionOf<D>
>

/** Titles of what an experiment has. */
export type TitlesOf<X> =
  X extends Experiment<infer D, infer _E, infer _P, infer T> ? TitlesFor<D, T> : never

/** Titles with others in their place where these say something. */
export const withTitles = (titles: Titles, others: Titles): Titles => ({
  ...titles,
  ...others,
  tasks: { ...titles.tasks, ...others.tasks },
  metrics: { ...titles.metrics, ...others.metrics },
  regions: { ...titles.regions, ...others.regions },
})
