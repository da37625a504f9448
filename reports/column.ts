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
import { readingOf, type AnyMetricDefinition, type Metric } from "../dsl/metric.ts"
import type { Arm } from "../dsl/study.ts"
import type { BlockTable } from "../dsl/table.ts"
import { armName } from "../dsl/target.ts"
import { withTitles, type Titles } from "../dsl/titles.ts"
import type { ColumnJson } from "./file/report.ts"
import type { Measurement } from "./measurement.ts"
import { pretrainingQuantities } from "./quantity.ts"
import { plainLabel } from "./smallMarkup.ts"

/** A column of a table and all that is needed to read its numbers. */
export interface Column extends Omit<ColumnJson, "metric"> {
  readonly metric: Metric | null
}

/** A column's header on one line, without markup. */
export const columnLabel = ({ header }: Pick<Column, "header">): string =>
  plainLabel(header.join(" "))

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

/** Whether an arm that ran is one of a block; of a single study's, measurements of others count too. */
const isOf = ({ block, study }: BlockTable, arm: string): boolean =>
  block.name === "" || study.arms.some(({ name }) => armName(block.name, name) === arm)

const titlesOf = ({ block, study }: BlockTable): Titles =>
  withTitles(
    study.arms.find(({ experiment }) => experiment.titles)?.experiment.titles ?? {},
    block.titles,
  )

const titled = (
  titles: Readonly<Record<string, string | undefined>> | undefined,
  name: string,
  otherwise: string,
): string => titles?.[name] ?? otherwise

/** The header of a column, the block's title first where there are several. */
const headed = (table: BlockTable, { task, metric, region }: Asked, title: string) => {
  const titles = titlesOf(table)
  const { name } = table.block
  const blocks = name === "" ? [] : [titles.dataset ?? name]
  const own = task === pretrainingTask ? "Pre-training" : task
  return {
    block: name,
    taskAt: blocks.length,
    header: [
      ...blocks,
      titled(titles.tasks, task, own),
      titled(titles.metrics, metric, title),
      ...(region === null ? [] : [titled(titles.regions, region, region)]),
    ],
  }
}

const claims = (
  table: BlockTable,
  asked: Asked,
  measurements: readonly Measurement[],
): readonly Claim[] => [
  ...table.study.arms.flatMap((arm) => declaredBy(arm, asked)),
  ...measurements.flatMap(({ arm, column, metric }) =>
    metric !== null && sameColumn(column, asked) && isOf(table, arm) ? [{ arm, metric }] : [],
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

const overOf = (per: Column["per"], { spread }: BlockTable): Column["over"] =>
  per === "set" && spread !== "folds" ? "seeds" : spread

const pretrainingColumn = (table: BlockTable, asked: Asked): Column | undefined => {
  const measured = pretrainingMetrics.find((metric) => metric === asked.metric)
  if (asked.task !== pretrainingTask || measured === undefined) return undefined
  const { title, ...reading } = pretrainingQuantities[measured]
  const digits = table.digits[measured] ?? reading.digits
  const over = overOf(reading.per, table)
  const heads = headed(table, asked, title)
  return { name: columnText(asked), ...heads, ...reading, digits, metric: null, over }
}

/** A column as declared by the arms and as measured; a fault where they do not agree. */
export const columnOf = (
  table: BlockTable,
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
    ...headed(table, asked, title),
    ...reading,
    digits: table.digits[first.metric.kind] ?? reading.digits,
    metric: first.metric,
    over: overOf(reading.per, table),
  })
}
