import { Result } from "effect"
import { columnText } from "../dsl/column.ts"
import type { Fault } from "../dsl/fault.ts"
import type { AnyMetricDefinition } from "../dsl/metric.ts"
import { onSameVoxels } from "../dsl/reconstructed.ts"
import type { Arm } from "../dsl/study.ts"
import type { BlockTable } from "../dsl/table.ts"
import { armName } from "../dsl/target.ts"
import { bySeedAndSubject, bySubject } from "./bySubject.ts"
import { cellOf, type Unmarked } from "./cell.ts"
import { columnOf, type Column } from "./column.ts"
import { comparison } from "./comparison.ts"
import { bootstrapping, type DrawBelow } from "./interval.ts"
import { joinFolds } from "./joinFolds.ts"
import type { Failure, Measurement } from "./measurement.ts"
import { measurementFaults } from "./soundness.ts"

/** A column of a block with the cells of its arms, and what each is made of. */
export interface Filled {
  readonly column: Column
  readonly arms: readonly Arm[]
  readonly cells: readonly Unmarked[]
  readonly measured: readonly (readonly Measurement[])[]
}

/** Numbers below a bound for a purpose, the same ones each time. */
export type Draws = (seed: number, ...purpose: readonly (string | number)[]) => DrawBelow

/** What tables are drawn from. */
export interface Sources {
  /** Arms are named as they run: `block/arm` in a table of several blocks. */
  readonly measurements: readonly Measurement[]
  readonly failures: readonly Failure[]
  readonly definitions: readonly AnyMetricDefinition[]
  /** The numbers of bootstraps. */
  readonly draws: Draws
}

/** The interval of an arm's mean and its test against another arm, as far as the table asks for them. */
const inferring = ({ interval, compare, study }: BlockTable, draws: Draws) => {
  const bootstrapped =
    interval === null
      ? null
      : bootstrapping(interval, (of, count) =>
          // The draws of subjects are the same whether seeds are drawn or not.
          draws(interval.seed, "bootstrap", ...(of === "seeds" ? [of] : []), count),
        )
  const other = study.arms.findIndex(({ name }) => name === compare?.with)
  return (column: Column, measured: Filled["measured"], row: number) => {
    const own = bySubject(column, measured[row] ?? [])
    const numbers = bySeedAndSubject(column, measured[row] ?? [])
    const found = bootstrapped?.(numbers, column.over === "pooled") ?? null
    const experiments = [row, other].flatMap((each) => study.arms[each]?.experiment ?? [])
    const isLike = column.metric !== null || onSameVoxels(experiments)
    const tested =
      compare === null || other === row || !isLike
        ? null
        : comparison(own, bySubject(column, measured[other] ?? []), compare.with)
    return {
      ...(found === null ? {} : { interval: found }),
      ...(tested === null ? {} : { comparison: tested }),
    }
  }
}

/** The columns of a block with the numbers of its arms, or all that stands in the way. */
export const filledBlock = (
  table: BlockTable,
  { measurements: parts, failures, definitions, draws }: Sources,
): Result.Result<readonly Filled[], readonly Fault[]> => {
  const { arms } = table.study
  const names = arms.map(({ name }) => armName(table.block.name, name))
  const measurements = joinFolds(
    arms.map(({ experiment }, row) => ({ ...experiment.dataset, arm: names[row] ?? "" })),
    parts,
    table.acrossFolds,
  )
  const attempts = table.columns.map((column) => columnOf(table, column, measurements, definitions))
  const faults: readonly Fault[] = [
    ...attempts.flatMap((attempt) => (Result.isFailure(attempt) ? [attempt.failure] : [])),
    ...measurementFaults(table, parts),
  ]
  if (faults.length > 0) return Result.fail(faults)
  const inferred = inferring(table, draws)
  const columns = attempts.flatMap((attempt) =>
    Result.isSuccess(attempt) ? [attempt.success] : [],
  )
  return Result.succeed(
    columns.map((column) => {
      const made = measurements.filter((each) => columnText(each.column) === column.name)
      const measured = arms.map(({ experiment }, row) =>
        made.filter(({ arm, seed }) => arm === names[row] && experiment.seeds.includes(seed)),
      )
      const failed = failures.filter(({ task }) => column.name.startsWith(`${task}.`))
      const cells = arms.map((arm, row) => ({
        ...cellOf(
          arm,
          column,
          measured[row] ?? [],
          failed.filter((each) => each.arm === names[row]),
        ),
        ...inferred(column, measured, row),
      }))
      return { column, arms, cells, measured }
    }),
  )
}
