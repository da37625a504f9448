import type { Experiment } from "./experiment.ts"
import type { Fault } from "./fault.ts"
import type { LineFigure } from "./figure.ts"
import type { Metric } from "./metric.ts"
import type { Table } from "./target.ts"

/** The metric that an experiment declares for a column, if it measures it. */
const metricOf = ({ tasks }: Experiment, column: string): Metric | undefined =>
  Object.entries(tasks)
    .flatMap(([name, task]): readonly (readonly [string, Metric])[] =>
      task.kind === "segmentation"
        ? task.metrics.flatMap((metric) =>
            task.regions.map((region) => [`${name}.${metric.metric}.${region}`, metric] as const),
          )
        : task.metrics.map((metric) => [`${name}.${metric.metric}`, metric] as const),
    )
    .find(([name]) => name === column)?.[1]

const conventionOf = (metric: Metric): string =>
  Object.entries(metric)
    .filter(([field]) => field !== "metric")
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, value]) => `${field} ${String(value)}`)
    .join(", ")

/** Columns whose arms follow different conventions: their numbers cannot be compared. */
export const conventionFaults = ({
  target,
  name,
  columns,
  study,
}: Table | LineFigure): readonly Fault[] =>
  columns.flatMap((column, index) => {
    const claims = study.arms.flatMap((arm) => {
      const metric = metricOf(arm.experiment, column)
      return metric === undefined ? [] : [{ arm: arm.name, convention: conventionOf(metric) }]
    })
    const groups = [...Map.groupBy(claims, ({ convention }) => convention)]
    if (groups.length < 2) return []
    const texts = groups.map(
      ([convention, group]) => `"${convention}" (${group.map(({ arm }) => arm).join(", ")})`,
    )
    return [
      {
        what: `column "${column}" of ${target} ${name} mixes conventions: ${texts.join(" and ")}`,
        where: { field: `columns.${index}` },
        expected: "one convention a column: numbers under different ones cannot be compared",
        hint: "give every arm the same metric, or draw a table for each convention",
      },
    ]
  })
