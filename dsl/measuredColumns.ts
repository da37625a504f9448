import { pretrainingMetrics, pretrainingTask, type Column } from "./column.ts"
import type { Experiment } from "./experiment.ts"
import type { Metric } from "./metric.ts"
import type { Task } from "./task.ts"

/** A column and the metric behind it; null for what pre-training measures. */
export interface MeasuredColumn {
  readonly column: Column
  readonly metric: Metric | null
}

const columnsOfTask = (name: string, task: Task): readonly MeasuredColumn[] => {
  const regions = task.of === "masks" ? task.regions : [null]
  return task.metrics.flatMap((metric) =>
    regions.map((region) => ({ column: { task: name, metric: metric.kind, region }, metric })),
  )
}

/** The columns an experiment measures, in the order of its tasks, metrics and regions. */
export const measuredColumns = ({ tasks }: Experiment): readonly MeasuredColumn[] => [
  ...Object.entries(tasks).flatMap(([name, task]) => columnsOfTask(name, task)),
  ...pretrainingMetrics.map((metric) => ({
    column: { task: pretrainingTask, metric, region: null },
    metric: null,
  })),
]
