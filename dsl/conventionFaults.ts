import { columnText, sameColumn } from "./column.ts"
import type { Fault } from "./fault.ts"
import type { LineFigure } from "./figure.ts"
import { measuredColumns } from "./measuredColumns.ts"
import type { Metric } from "./metric.ts"
import type { Table } from "./target.ts"

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
      const found = measuredColumns(arm.experiment).find((own) => sameColumn(own.column, column))
      const metric = found?.metric ?? null
      return metric === null ? [] : [{ arm: arm.name, convention: conventionOf(metric) }]
    })
    const groups = [...Map.groupBy(claims, ({ convention }) => convention)]
    if (groups.length < 2) return []
    const texts = groups.map(
      ([convention, group]) => `"${convention}" (${group.map(({ arm }) => arm).join(", ")})`,
    )
    return [
      {
        what: `column "${columnText(column)}" of ${target} ${name} mixes conventions: ${texts.join(" and ")}`,
        where: { field: `columns.${index}` },
        expected: "one convention a column: numbers under different ones cannot be compared",
        hint: "give every arm the same metric, or draw a table for each convention",
      },
    ]
  })
