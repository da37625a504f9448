import { Result } from "effect"
import { columnText } from "../dsl/column.ts"
import type { Fault } from "../dsl/fault.ts"
import type { AnyMetricDefinition } from "../dsl/metric.ts"
import { populationOf } from "../dsl/populations.ts"
import type { Table } from "../dsl/target.ts"
import { bySubject, numbersBySubject } from "./bySubject.ts"
import { cellOf, type Cell } from "./cell.ts"
import { columnOf, type Column } from "./column.ts"
import { comparison } from "./comparison.ts"
import { ReportError } from "./error.ts"
import { bootstrapping, type DrawBelow } from "./interval.ts"
import { marked } from "./marking.ts"
import type { Failure, Measurement } from "./measurement.ts"
import { measurementFaults } from "./soundness.ts"
import { ddof } from "./statistics.ts"

/** One arm: a cell for each column. */
export interface Row {
  readonly arm: string
  /** Label of each factor's value in this arm. */
  readonly factors: Readonly<Record<string, string>>
  readonly cells: readonly Cell[]
}

/** A table with its numbers, as plain JSON: the same measurements give the same bytes. */
export interface TableReport {
  readonly name: string
  readonly caption: string
  readonly spread: { readonly over: Table["spread"]; readonly ddof: 1 }
  readonly interval: Table["interval"]
  readonly compare: Table["compare"]
  /** When the best of a column is printed bold; always where there is none. */
  readonly boldIf?: Table["boldIf"]
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** Numbers below a bound for a purpose, the same ones each time. */
export type Draws = (seed: number, ...purpose: readonly (string | number)[]) => DrawBelow

/** The interval of an arm's mean and its test against another arm, as far as the table asks for them. */
const inferring = ({ interval, compare, study }: Table, draws: Draws) => {
  const bootstrapped =
    interval === null
      ? null
      : bootstrapping(interval, (subjects) => draws(interval.seed, "bootstrap", subjects))
  const experimentOf = (name: string) => study.arms.find((arm) => arm.name === name)?.experiment
  const populationIn = (name: string) => {
    const dataset = experimentOf(name)?.dataset
    return dataset === undefined ? undefined : populationOf(dataset)
  }
  return (column: Column, name: string, made: readonly Measurement[]) => {
    const measured = (arm: string) => {
      const seeds = experimentOf(arm)?.seeds ?? []
      return made.filter((each) => each.arm === arm && seeds.includes(each.seed))
    }
    const of = (arm: string) => bySubject(column, measured(arm))
    const own = of(name)
    const counts = column.over === "pooled" ? numbersBySubject(measured(name)) : null
    const weights = counts === null ? undefined : [...own.keys()].map((id) => counts.get(id) ?? 0)
    const found = bootstrapped?.([...own.values()], weights) ?? null
    const isPaired =
      compare !== null && compare.with !== name && populationIn(compare.with) === populationIn(name)
    const tested = !isPaired ? null : comparison(own, of(compare.with), compare.with)
    return {
      ...(found === null ? {} : { interval: found }),
      ...(tested === null ? {} : { comparison: tested }),
    }
  }
}

const transpose = (columns: readonly (readonly Cell[])[], row: number): readonly Cell[] =>
  columns.flatMap((cells) => cells[row] ?? [])

/**
 * The numbers of a table from what the runs measured. Measurements of other columns, arms and
 * seeds are left aside. Numbers of a bootstrap come from `draws`, units and
 * directions from the definitions of the metrics. Fails with all faults: columns nobody measures or that mix conventions,
 * two runs for one cell and seed, numbers that are not finite.
 */
export const reportTable = (
  table: Table,
  measurements: readonly Measurement[],
  draws: Draws,
  definitions: readonly AnyMetricDefinition[],
  failures: readonly Failure[] = [],
): Result.Result<TableReport, ReportError> => {
  const attempts = table.columns.map((column) => columnOf(table, column, measurements, definitions))
  const faults: readonly Fault[] = [
    ...attempts.flatMap((attempt) => (Result.isFailure(attempt) ? [attempt.failure] : [])),
    ...measurementFaults(table, measurements),
  ]
  if (faults.length > 0) return Result.fail(new ReportError({ faults }))
  const columns = attempts.flatMap((attempt) =>
    Result.isSuccess(attempt) ? [attempt.success] : [],
  )
  const inferred = inferring(table, draws)
  const filled = columns.map((column) => {
    const made = measurements.filter((each) => columnText(each.column) === column.name)
    const measured = table.study.arms.map(({ name, experiment }) =>
      made.filter(({ arm, seed }) => arm === name && experiment.seeds.includes(seed)),
    )
    const cells = table.study.arms.map((arm, row) => ({
      ...cellOf(
        arm,
        column,
        measured[row] ?? [],
        failures.filter((each) => each.arm === arm.name && column.name.startsWith(`${each.task}.`)),
      ),
      ...inferred(column, arm.name, made),
    }))
    return { column, cells, measured }
  })
  const cells = marked(table, filled)
  return Result.succeed({
    name: table.name,
    caption: table.caption,
    spread: { over: table.spread, ddof },
    interval: table.interval,
    compare: table.compare,
    ...(table.boldIf === undefined ? {} : { boldIf: table.boldIf }),
    columns,
    rows: table.study.arms.map((arm, row) => ({
      arm: arm.name,
      factors: arm.factors,
      cells: transpose(cells, row),
    })),
  })
}
