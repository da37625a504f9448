import type { PublishedCell } from "../dsl/published.ts"
import type { Cell } from "./file/cell.ts"
import type { Column } from "./column.ts"
import type { Row } from "./file/report.ts"
import type { TableReport } from "./report.ts"
import { plainLabel } from "./smallMarkup.ts"

/** A cell of a table, and where it stands. */
export interface Place {
  readonly row: Row
  /** Label of the arm, without markup. */
  readonly arm: string
  readonly column: Column
  readonly cell: Cell
  readonly published: PublishedCell | null
}

/** The cells of a table, row by row. */
export const placesOf = ({ rows, columns }: TableReport): readonly Place[] =>
  rows.flatMap((row) =>
    columns.flatMap((column, index) => {
      const cell = row.cells[index]
      const published = row.published?.[index] ?? null
      return cell === undefined
        ? []
        : [{ row, arm: plainLabel(row.label), column, cell, published }]
    }),
  )
