import { columnText, type Column } from "../../dsl/column.ts"
import type { Reading } from "../../dsl/metric.ts"

/** A number as a table prints it. */
export interface PrintedCell {
  readonly value: number
  readonly deviation: number | null
  /** Decimals. */
  readonly digits: number
  readonly bold: boolean | "unknown"
  /** Keys of the runs behind it; none where they are not known. */
  readonly runs: readonly string[]
}

/** A column, and what its numbers can be. */
export interface PrintedColumn extends Column, Pick<Reading, "better"> {
  readonly dataset: string
  /** Heading of the region, where it is known. */
  readonly heading: string | null
  readonly unit: string
  /** Smallest and largest value that a subject can have; null where there is no bound. */
  readonly least: number | null
  readonly most: number | null
  /** Test subjects, and how many evaluations of them a cell is the mean of; null where not known. */
  readonly subjects: number | null
  readonly evaluations: number
}

interface PrintedRow {
  readonly arm: string
  /** Name of what was run: rows of one name are the same run, whatever a table calls them. */
  readonly run: string
  /** A cell for each column; null for a gap. */
  readonly cells: readonly (PrintedCell | null)[]
}

/** A table as it is printed, of whatever origin. */
export interface PrintedTable {
  readonly name: string
  readonly columns: readonly PrintedColumn[]
  readonly rows: readonly PrintedRow[]
}

/** Something that does not add up. */
export interface Finding {
  /** Tables, row and column. */
  readonly where: string
  readonly what: string
  /** The sum that shows it. */
  readonly because: string
}

/** What numbers of one name are measured of: `dataset task.metric.region`. */
export const columnName = (column: PrintedColumn): string =>
  [column.dataset, columnText(column)].filter((part) => part !== "").join(" ")

/** The number with its decimals. */
export const cellText = ({ value, digits }: Pick<PrintedCell, "value" | "digits">): string =>
  value.toFixed(digits)

/** A cell with all that names it. */
export interface Placed {
  readonly table: PrintedTable
  readonly row: PrintedRow
  readonly column: PrintedColumn
  readonly cell: PrintedCell
}

/** The cells of tables, without gaps. */
export const placedCells = (tables: readonly PrintedTable[]): readonly Placed[] =>
  tables.flatMap((table) =>
    table.rows.flatMap((row) =>
      table.columns.flatMap((column, index): readonly Placed[] => {
        const cell = row.cells[index] ?? null
        return cell === null ? [] : [{ table, row, column, cell }]
      }),
    ),
  )

/** Cells that are measured of the same, of as many test subjects in as many evaluations. */
interface Tested {
  readonly name: string
  readonly subjects: number
  readonly evaluations: number
  readonly cells: readonly Placed[]
}

/** The cells of a metric whose test subjects are known, by what they are measured of and of how many. */
export const testedCells = (tables: readonly PrintedTable[], metric: string): readonly Tested[] => {
  const cells = placedCells(tables).filter(({ column }) => column.metric === metric)
  const groups = Map.groupBy(cells, ({ column }) =>
    JSON.stringify([columnName(column), column.subjects, column.evaluations]),
  )
  return [...groups.values()].flatMap((same): readonly Tested[] => {
    const column = same[0]?.column
    if (column === undefined || column.subjects === null) return []
    const { subjects, evaluations } = column
    return [{ name: columnName(column), subjects, evaluations, cells: same }]
  })
}

/** Names of the tables that cells stand in. */
export const tablesOf = (cells: readonly Placed[]): string =>
  [...new Set(cells.map(({ table }) => table.name))].join(", ")
