import { Result } from "effect"
import {
  columnText,
  pretrainingMetrics,
  pretrainingTask,
  sameColumn,
  type Column as Asked,
} from "../dsl/column.ts"
import { fault, type Fault } from "../dsl/fault.ts"
import { measuredColumns } from "../dsl/measuredColumns.ts"
import { readingOf, type AnyMetricDefinition, type Metric, type Reading } from "../dsl/metric.ts"
import type { Arm } from "../dsl/study.ts"
import type { Table } from "../dsl/target.ts"
import type { Measurement } from "./measurement.ts"
import { pretrainingQuantities } from "./quantity.ts"

/** A column of a table and all that is needed to read its numbers. */
export interface Column extends Omit<Reading, "title"> {
  /** `task.metric.region`, `task.metric` or `pretraining.NAME`. */
  readonly name: string
  /** Header from the widest group to the narrowest: task, metric, region. */
  readonly header: readonly string[]
  readonly metric: Metric | null
  /** Whether a run gives a number for each test subject or one for the set. */
  readonly per: "subject" | "set"
  /** What the deviation is over; a number for the set has none over subjects. */
  readonly over: Table["spread"]
}

/** A column's header on one line. */
export const columnLabel = (column: Pick<Column, "header">): string => column.header.join(" ")

const canonical = (metric: Metric): string =>
  JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1)))

interface Claim {
  readonly arm: string
  readonly metric: Metric
}

const declaredBy = ({ name: arm, experiment }: Arm, asked: Asked): readonly Claim[] =>
  measuredColumns(experiment).flatMap(({ column, metric }) =>
    metric !== null && sameColumn(column, asked) ? [{ arm, metric }] : [],
  )

const claims = (
  table: Table,
  asked: Asked,
  measurements: readonly Measurement[],
): readonly Claim[] => [
  ...table.study.arms.flatMap((arm) => declaredBy(arm, asked)),
  ...measurements.flatMap(({ arm, column, metric }) =>
    metric !== null && sameColumn(column, asked) ? [{ arm, metric }] : [],
  ),
]

const mixed = (
  name: string,
  claimed: readonly Claim[],
  definitions: readonly AnyMetricDefinition[],
): Fault => {
  const arms = Map.groupBy(claimed, (claim) => canonical(claim.metric))
  const texts = [...arms].map(([data, group]) => {
    const metric = group[0]?.metric
    const reading = metric === undefined ? undefined : readingOf(metric, definitions)
    const names = [...new Set(group.map((claim) => claim.arm))].join(", ")
    return `"${reading?.convention ?? data}" (${names})`
  })
  return fault({
    what: `column ${name} mixes conventions: ${texts.join(" and ")}`,
    where: { field: name },
    expected: "one convention a column: numbers under different ones cannot be compared",
    hint: "give every arm the same metric, or draw a table for each convention",
  })
}

const undefinedMetric = (
  name: string,
  { kind }: Metric,
  definitions: readonly AnyMetricDefinition[],
): Fault =>
  fault({
    what: `column ${name}: no metric is called "${kind}"`,
    where: { field: name },
    expected: `one of ${definitions.map((definition) => definition.kind).join(", ")}`,
    hint: "its unit and direction are in its definition: see that its module loads",
  })

const unknown = (name: string): Fault =>
  fault({
    what: `column ${name} is measured by no arm`,
    where: { field: name },
    expected: "task.metric.region, task.metric or pretraining.NAME of the study's experiments",
    hint: "correct the column, or add the metric to the task",
  })

const overOf = (per: Column["per"], { spread }: Table): Column["over"] =>
  per === "set" ? "seeds" : spread

const pretrainingColumn = (table: Table, asked: Asked): Column | undefined => {
  const measured = pretrainingMetrics.find((metric) => metric === asked.metric)
  if (asked.task !== pretrainingTask || measured === undefined) return undefined
  const { title, ...reading } = pretrainingQuantities[measured]
  const header = ["Pre-training", title]
  const over = overOf(reading.per, table)
  return { name: columnText(asked), header, ...reading, metric: null, over }
}

/** A column as declared by the arms and as measured; a fault where they do not agree. */
export const columnOf = (
  table: Table,
  asked: Asked,
  measurements: readonly Measurement[],
  definitions: readonly AnyMetricDefinition[],
): Result.Result<Column, Fault> => {
  const name = columnText(asked)
  const claimed = claims(table, asked, measurements)
  const [first] = claimed
  if (first === undefined) {
    const column = pretrainingColumn(table, asked)
    return column === undefined ? Result.fail(unknown(name)) : Result.succeed(column)
  }
  if (claimed.some((claim) => canonical(claim.metric) !== canonical(first.metric)))
    return Result.fail(mixed(name, claimed, definitions))
  const found = readingOf(first.metric, definitions)
  if (found === undefined) return Result.fail(undefinedMetric(name, first.metric, definitions))
  const { title, ...reading } = found
  return Result.succeed({
    name,
    header: [asked.task, title, ...(asked.region === null ? [] : [asked.region])],
    ...reading,
    metric: first.metric,
    over: overOf(reading.per, table),
  })
}
