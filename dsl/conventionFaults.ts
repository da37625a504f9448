import { columnText, sameColumn } from "./column.ts"
import { fault, type Fault } from "./fault.ts"
import type { LineFigure } from "./figure.ts"
import type { Objective } from "./pretraining.ts"
import { measuredColumns } from "./measuredColumns.ts"
import type { Metric } from "./metric.ts"
import type { BlockTable } from "./table.ts"

/** Fields that say what a component is. */
const identity = new Set(["family", "kind", "of"])

const fieldsOf = (data: object): readonly string[] =>
  Object.entries(data).flatMap(([field, value]): readonly string[] =>
    typeof value === "object" && value !== null ? fieldsOf(value) : [`${field} ${String(value)}`],
  )

/** The fields of a metric, and its module where it is not the package's. */
const conventionOf = (metric: Metric): string => {
  const { implementation, ...own } = metric
  const fields = Object.entries(own).filter(([field]) => !identity.has(field))
  return [
    ...fieldsOf(Object.fromEntries(fields)).toSorted(),
    ...(implementation.startsWith("ablate:") ? [] : [`of ${implementation}`]),
  ].join(", ")
}

/** What an objective predicts, in which its reconstructions are measured. */
const targetOf = (objective: Objective): string =>
  Reflect.get(objective, "normalizedTarget") === true
    ? "patches normalised by their own mean and deviation"
    : "intensities"

/** Columns whose arms follow different conventions: their numbers cannot be compared. */
export const conventionFaults = ({
  target,
  name,
  columns,
  study,
}: BlockTable | LineFigure): readonly Fault[] =>
  columns.flatMap((column, index) => {
    const claims = study.arms.flatMap((arm) => {
      const found = measuredColumns(arm.experiment).find((own) => sameColumn(own.column, column))
      if (found === undefined) return []
      const { metric } = found
      const convention =
        metric === null ? targetOf(arm.experiment.pretraining) : conventionOf(metric)
      return [{ arm: arm.name, convention }]
    })
    const groups = [...Map.groupBy(claims, ({ convention }) => convention)]
    if (groups.length < 2) return []
    const texts = groups.map(
      ([convention, group]) => `"${convention}" (${group.map(({ arm }) => arm).join(", ")})`,
    )
    return [
      fault({
        what: `column "${columnText(column)}" of ${target} ${name} mixes conventions: ${texts.join(" and ")}`,
        where: { field: `columns.${index}` },
        expected: "one convention a column: numbers under different ones cannot be compared",
        hint: "give every arm the same metric, or draw a table for each convention",
      }),
    ]
  })
