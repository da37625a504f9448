import type { Experiment } from "./experiment.ts"
import type { MaskTask, Task } from "./task.ts"

/** A column of a table: a metric of a task, of a region where the task has regions. */
export interface Column {
  readonly task: string
  readonly metric: string
  readonly region: string | null
}

/** Stands for the task in columns of what pre-training itself measures; no task may have the name. */
export const pretrainingTask = "pretraining"

/**
 * What is hidden of every arm's images when their reconstructions are measured, whatever an arm hides in
 * training: a share of the positions, in all modalities, in a number of draws that all arms, seeds and
 * subjects share. The ratio is MAE's.
 */
export const evaluationMask = { ratio: 0.75, draws: 4 } as const

/** What pre-training measures on the test subjects. */
export const pretrainingMetrics = ["varianceRatio", "mse"] as const
export type PretrainingMetric = (typeof pretrainingMetrics)[number]

/** A column as an experiment file writes it: `task.metric.region` or `task.metric`. */
export const columnText = ({ task, metric, region }: Column): string =>
  [task, metric, ...(region === null ? [] : [region])].join(".")

/** The column of a text: names of tasks and metrics hold no dot, names of regions may. */
export const parseColumn = (text: string): Column => {
  const [task = "", metric = "", ...region] = text.split(".")
  return { task, metric, region: region.length === 0 ? null : region.join(".") }
}

export const sameColumn = (a: Column, b: Column): boolean =>
  a.task === b.task && a.metric === b.metric && a.region === b.region

export type MetricName<T extends Task> = T["metrics"][number]["kind"]

type TaskColumn<Name extends string, T> =
  T extends MaskTask<infer Region>
    ? `${Name}.${MetricName<T>}.${Region | "*"}`
    : T extends Task
      ? `${Name}.${MetricName<T>}`
      : never

/** Kinds of the metrics that an experiment's tasks have. */
export type MetricIn<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? T[keyof T] extends Task
      ? MetricName<T[keyof T]>
      : never
    : never

/** The columns an experiment measures, as text: `task.metric.region`, `task.metric`; `*` is every region. */
export type ColumnName<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? | { [K in keyof T & string]: TaskColumn<K, T[K]> }[keyof T & string]
      | `${typeof pretrainingTask}.${PretrainingMetric}`
    : never
