import { Result } from "effect"
import type { Fault } from "../dsl/fault.ts"
import type { Table } from "../dsl/target.ts"
import { markBest } from "./best.ts"
import { cellOf, type Cell } from "./cell.ts"
import { columnOf, type Column } from "./column.ts"
import { ReportError } from "./error.ts"
import type { Measurement } from "./measurement.ts"
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
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

const transpose = (columns: readonly (readonly Cell[])[], row: number): readonly Cell[] =>
  columns.flatMap((cells) => cells[row] ?? [])

/**
 * The numbers of a table from what the runs measured. Measurements of other columns, arms and
 * seeds are left aside. Fails with all faults: columns nobody measures or that mix conventions,
 * two runs for one cell and seed, numbers that are not finite.
 */
export const reportTable = (
  table: Table,
  measurements: readonly Measurement[],
): Result.Result<TableReport, ReportError> => {
  const attempts = table.columns.map((name) => columnOf(table, name, measurements))
  const faults: readonly Fault[] = [
    ...attempts.flatMap((attempt) => (Result.isFailure(attempt) ? [attempt.failure] : [])),
    ...measurementFaults(table, measurements),
  ]
  if (faults.length > 0) return Result.fail(new ReportError({ faults }))
  const columns = attempts.flatMap((attempt) =>
    Result.isSuccess(attempt) ? [attempt.success] : [],
  )
  const cells = columns.map((column) =>
    markBest(
      column,
      table.study.arms.map((arm) =>
        cellOf(
          arm,
          column,
          measurements.filter((made) => made.arm === arm.name && made.column === column.name),
        ),
      ),
    ),
  )
  return Result.succeed({
    name: table.name,
    caption: table.caption,
    spread: { over: table.spread, ddof },
    columns,
    rows: table.study.arms.map((arm, row) => ({
      arm: arm.name,
      factors: arm.factors,
      cells: transpose(cells, row),
    })),
  })
}
