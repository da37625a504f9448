import type { Experiment } from "./experiment.ts"
import type { Metric } from "./metric.ts"
import type { Classification, Segmentation, Task } from "./task.ts"

type MetricName<T extends Task> = T["metrics"][number]["metric"] & Metric["metric"]

type TaskColumn<Name extends string, T> =
  T extends Segmentation<infer Region>
    ? `${Name}.${MetricName<T>}.${Region}`
    : T extends Classification
      ? `${Name}.${MetricName<T>}`
      : never

/** What pre-training itself measures on the test subjects. */
type PretrainingColumn = "pretraining.varianceRatio" | "pretraining.mse"

/** The columns an experiment measures: `task.metric.region`, `task.metric`. */
export type Column<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? { [K in keyof T & string]: TaskColumn<K, T[K]> }[keyof T & string] | PretrainingColumn
    : never
