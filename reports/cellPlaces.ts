import type { Cell } from "./cell.ts"
import type { Column } from "./column.ts"
import type { TableReport } from "./report.ts"
import { plainLabel } from "./smallMarkup.ts"

/** A cell of a table, and where it stands. */
export interface Place {
  /** Name of the arm. */
  readonly row: string
  /** Its label. */
  readonly arm: string
  readonly column: Column
  readonly cell: Cell
}

/** The cells of a table, row by row. */
export const placesOf = ({ rows, columns }: TableReport): readonly Place[] =>
  rows.flatMap((row) =>
    row.cells.flatMap((cell, index) => {
      const column = columns[index]
      return column === undefined
        ? []
        : [{ row: row.arm, arm: plainLabel(row.label), column, cell }]
    }),
  )
