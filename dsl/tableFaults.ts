import { suggestion } from "./closest.ts"
import type { Fault } from "./fault.ts"
import type { Metric } from "./metric.ts"
import type { Experiment } from "./experiment.ts"
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
const mixedConventions = ({ name, columns, study }: Table): readonly Fault[] =>
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
        what: `column "${column}" of table ${name} mixes conventions: ${texts.join(" and ")}`,
        where: { field: `columns.${index}` },
        expected: "one convention a column: numbers under different ones cannot be compared",
        mend: "give every arm the same metric, or draw a table for each convention",
      },
    ]
  })

const unknownArm = ({ name, compare, study }: Table): readonly Fault[] => {
  const arms = study.arms.map((arm) => arm.name)
  return compare === null || arms.includes(compare.with)
    ? []
    : [
        {
          what: `table ${name} compares with "${compare.with}", which is no arm`,
          where: { field: "compare.with" },
          expected: `one of ${arms.join(", ")}`,
          mend: suggestion(compare.with, arms),
        },
      ]
}

const badInterval = ({ name, interval }: Table): readonly Fault[] => {
  if (interval === null) return []
  const { samples, level, seed } = interval
  const rejected = [
    ...(Number.isInteger(samples) && samples >= 100
      ? []
      : [{ field: "samples", value: samples, expected: "a whole number from 100 on" }]),
    ...(level > 0 && level < 1
      ? []
      : [{ field: "level", value: level, expected: "a share between 0 and 1, such as 0.95" }]),
    ...(Number.isInteger(seed) && seed >= 0
      ? []
      : [{ field: "seed", value: seed, expected: "a whole number from 0 on" }]),
  ]
  return rejected.map(({ field, value, expected }) => ({
    what: `table ${name}: interval.${field} is ${value}`,
    where: { field: `interval.${field}` },
    expected,
  }))
}

/** What is wrong with how a table compares its arms. */
export const tableFaults = (table: Table): readonly Fault[] => [
  ...mixedConventions(table),
  ...unknownArm(table),
  ...badInterval(table),
]
