import { Schema, Struct } from "effect"
import { parseColumn } from "../../dsl/column.ts"
import { Cell, Run, SeedValue } from "../file/cell.ts"
import { Column } from "../file/report.ts"
import type { PrintedCell, PrintedTable } from "./printed.ts"

const DrawnCell = Schema.Struct({
  ...Struct.pick(Cell.fields, ["mean", "std", "seeds"]),
  values: Schema.Array(Schema.Struct(Struct.pick(SeedValue.fields, ["subjects"]))),
  runs: Schema.Array(Schema.Struct(Struct.pick(Run.fields, ["key"]))),
})
type DrawnCell = typeof DrawnCell.Type

/** What is read of a table that was drawn: `TableReport`, or what `report.json` holds of it. */
export const DrawnTable = Schema.Struct({
  name: Schema.String,
  columns: Schema.Array(
    Schema.Struct({
      ...Struct.pick(Column.fields, ["name", "unit", "digits", "better"]),
      /** Empty, or left out, where the table has one study. */
      block: Schema.optionalKey(Schema.String),
    }),
  ),
  rows: Schema.Array(Schema.Struct({ arm: Schema.String, cells: Schema.Array(DrawnCell) })),
})

/** The one number that all are; null where they differ, or there is none. */
const oneOf = (numbers: readonly (number | null)[]): number | null =>
  new Set(numbers).size === 1 ? (numbers[0] ?? null) : null

/** Of folds: a number for the set is the mean of theirs, which is no fraction of all subjects. */
const isOfFolds = ({ values, runs }: DrawnCell): boolean => runs.length > values.length

const printedCell = ({ mean, std, runs }: DrawnCell, digits: number): PrintedCell | null =>
  mean === null
    ? null
    : {
        value: mean,
        deviation: std,
        digits,
        bold: "unknown",
        runs: [...new Set(runs.map(({ key }) => key))].toSorted(),
      }

/**
 * A table of one's own. Rows of one run have the same keys, so that names do not count: a row is known
 * by its table and arm. Bounds and marks are not checked: numbers are measured, and a table says what its
 * bold means.
 */
export const printedOf = ({ name, columns, rows }: typeof DrawnTable.Type): PrintedTable => ({
  name,
  columns: columns.map((column, index) => {
    const cells = rows.flatMap(({ cells: own }) => own[index] ?? [])
    const filled = cells.filter(({ mean }) => mean !== null)
    const evaluations = oneOf(filled.map(({ seeds }) => seeds.length))
    return {
      ...parseColumn(column.name),
      dataset: column.block ?? "",
      heading: null,
      unit: column.unit,
      better: column.better,
      least: null,
      most: null,
      subjects:
        evaluations === null || filled.some(isOfFolds)
          ? null
          : oneOf(filled.flatMap(({ values }) => values.map(({ subjects }) => subjects))),
      evaluations: evaluations ?? 1,
    }
  }),
  rows: rows.map(({ arm, cells }) => ({
    arm,
    run: `${name} ${arm}`,
    cells: columns.map(({ digits }, index) => {
      const cell = cells[index]
      return cell === undefined ? null : printedCell(cell, digits)
    }),
  })),
})
