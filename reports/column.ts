import { Result } from "effect"
import type { Experiment } from "../dsl/experiment.ts"
import type { Fault } from "../dsl/fault.ts"
import type { Metric } from "../dsl/metric.ts"
import type { Table } from "../dsl/target.ts"
import type { Measurement } from "./measurement.ts"
import { pretrainingQuantities, quantityOf, type Quantity } from "./quantity.ts"

/** A column of a table and all that is needed to read its numbers. */
export interface Column extends Omit<Quantity, "title"> {
  /** `task.metric.region`, `task.metric` or `pretraining.NAME`. */
  readonly name: string
  /** Header from the widest group to the narrowest: task, metric, region. */
  readonly header: readonly string[]
  readonly metric: Metric | null
  /** What mean and deviation are over: subjects of all seeds, or seeds. */
  readonly over: Table["spread"]
}

/** A column's header on one line. */
export const columnLabel = (column: Pick<Column, "header">): string => column.header.join(" ")

interface Address {
  readonly task: string
  readonly metric: string
  readonly region: string | null
}

const addressIn = (experiment: Experiment, name: string): Address | undefined => {
  const task = Object.keys(experiment.tasks)
    .filter((key) => name.startsWith(`${key}.`))
    .toSorted((a, b) => b.length - a.length)[0]
  if (task === undefined) return undefined
  const [metric = "", ...region] = name.slice(task.length + 1).split(".")
  return { task, metric, region: region.length === 0 ? null : region.join(".") }
}

const declaredMetrics = (experiment: Experiment, address: Address): readonly Metric[] => {
  const task = experiment.tasks[address.task]
  if (task === undefined) return []
  const fits =
    task.kind === "segmentation"
      ? address.region !== null && task.regions.includes(address.region)
      : address.region === null
  return fits ? task.metrics.filter(({ metric }) => metric === address.metric) : []
}

const canonical = (metric: Metric): string =>
  JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1)))

interface Claim {
  readonly arm: string
  readonly metric: Metric
}

const claims = (
  table: Table,
  name: string,
  measurements: readonly Measurement[],
): readonly Claim[] => [
  ...table.study.arms.flatMap(({ name: arm, experiment }) => {
    const address = addressIn(experiment, name)
    return address === undefined
      ? []
      : declaredMetrics(experiment, address).map((metric) => ({ arm, metric }))
  }),
  ...measurements.flatMap(({ arm, column, metric }) =>
    column === name && metric !== null ? [{ arm, metric }] : [],
  ),
]

const mixed = (name: string, claimed: readonly Claim[]): Fault => {
  const arms = Map.groupBy(claimed, (claim) => canonical(claim.metric))
  const texts = [...arms.values()].flatMap((group) => {
    const metric = group[0]?.metric
    const names = [...new Set(group.map((claim) => claim.arm))].join(", ")
    return metric === undefined ? [] : [`"${quantityOf(metric).convention}" (${names})`]
  })
  return {
    what: `column ${name} mixes conventions: ${texts.join(" and ")}`,
    where: { field: name },
    expected: "one convention a column: numbers under different ones cannot be compared",
    hint: "give every arm the same metric, or draw a table for each convention",
  }
}

const unknown = (name: string): Fault => ({
  what: `column ${name} is measured by no arm`,
  where: { field: name },
  expected: "task.metric.region, task.metric or pretraining.NAME of the study's experiments",
  hint: "correct the column, or add the metric to the task",
})

const pretrainingColumn = (table: Table, name: string): Column | undefined => {
  const [stage, key] = name.split(".")
  if (stage !== "pretraining" || key === undefined) return undefined
  const quantity = pretrainingQuantities[key]
  if (quantity === undefined) return undefined
  const { title, ...reading } = quantity
  return { name, header: ["Pre-training", title], ...reading, metric: null, over: table.spread }
}

/** A column as declared by the arms and as measured; a fault where they do not agree. */
export const columnOf = (
  table: Table,
  name: string,
  measurements: readonly Measurement[],
): Result.Result<Column, Fault> => {
  const claimed = claims(table, name, measurements)
  const [first] = claimed
  if (first === undefined) {
    const column = pretrainingColumn(table, name)
    return column === undefined ? Result.fail(unknown(name)) : Result.succeed(column)
  }
  if (claimed.some((claim) => canonical(claim.metric) !== canonical(first.metric)))
    return Result.fail(mixed(name, claimed))
  const address = table.study.arms
    .map((arm) => addressIn(arm.experiment, name))
    .find((found) => found !== undefined)
  if (address === undefined) return Result.fail(unknown(name))
  const { title, ...reading } = quantityOf(first.metric)
  const oneNumberASet = first.metric.metric === "auc" || first.metric.metric === "accuracy"
  return Result.succeed({
    name,
    header: [address.task, title, ...(address.region === null ? [] : [address.region])],
    ...reading,
    metric: first.metric,
    over: oneNumberASet ? "seeds" : table.spread,
  })
}
