import { Result, Schema } from "effect"
import { parseColumn } from "../../dsl/column.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { faultUnless } from "../../dsl/faultIf.ts"
import { Column } from "../file/report.ts"
import { Claims, type Claim } from "./claims.ts"
import { DrawnTable, printedOf } from "./fromReport.ts"
import type { PrintedCell, PrintedTable } from "./printed.ts"

const Drawn = Schema.Struct({ tables: Schema.Array(DrawnTable) })

/** `mean` or `mean±deviation`, of which the bold ones stand between two stars as in Markdown. */
const Printed = Schema.String.check(
  Schema.isPattern(/^(\*\*)?-?\d+(\.\d+)?(±\d+(\.\d+)?)?\1$/, {
    message: 'a number as printed, such as "82.59", "82.59±6.13" or "**82.59**"',
  }),
)

const Written = Schema.Struct({
  tables: Schema.Array(
    Schema.Struct({
      name: Schema.NonEmptyString,
      columns: Schema.Array(
        Schema.Struct({
          column: Schema.NonEmptyString,
          dataset: Schema.optionalKey(Schema.String),
          heading: Schema.optionalKey(Schema.String),
          unit: Schema.optionalKey(Schema.String),
          better: Schema.optionalKey(Column.fields.better),
          least: Schema.optionalKey(Schema.Finite),
          most: Schema.optionalKey(Schema.Finite),
          subjects: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
          evaluations: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
        }),
      ),
      rows: Schema.Array(
        Schema.Struct({
          arm: Schema.NonEmptyString,
          run: Schema.optionalKey(Schema.NonEmptyString),
          cells: Schema.Array(Schema.NullOr(Printed)),
        }),
      ),
    }),
  ),
  claims: Schema.optionalKey(Claims),
})
type WrittenTable = (typeof Written.Type)["tables"][number]

const cellOf = (text: string, starred: boolean): PrintedCell => {
  const plain = text.replaceAll("*", "")
  const [mean = "", deviation] = plain.split("±")
  return {
    value: Number(mean),
    deviation: deviation === undefined ? null : Number(deviation),
    digits: mean.split(".")[1]?.length ?? 0,
    bold: starred ? plain !== text : "unknown",
    runs: [],
  }
}

const tableOf = ({ name, columns, rows }: WrittenTable): PrintedTable => {
  // Where nothing is bold, the file does not say what is.
  const starred = rows.some(({ cells }) => cells.some((cell) => cell?.startsWith("**")))
  return {
    name,
    columns: columns.map(({ column, unit = "%", ...given }) => ({
      ...parseColumn(column),
      dataset: given.dataset ?? "",
      heading: given.heading ?? null,
      unit,
      better: given.better ?? "higher",
      least: given.least ?? (unit === "%" ? 0 : null),
      most: given.most ?? (unit === "%" ? 100 : null),
      subjects: given.subjects ?? null,
      evaluations: given.evaluations ?? 1,
    })),
    rows: rows.map(({ arm, run = arm, cells }) => ({
      arm,
      run,
      cells: cells.map((cell) => (cell === null ? null : cellOf(cell, starred))),
    })),
  }
}

/** Rows that are longer or shorter than their table's columns. */
const uneven = (tables: readonly WrittenTable[]): readonly Fault[] =>
  tables.flatMap(({ name, columns, rows }) =>
    rows.flatMap(({ arm, cells }) =>
      faultUnless(cells.length === columns.length, () => ({
        what: `row ${arm} of ${name} has ${cells.length} cells`,
        expected: `${columns.length}, one a column`,
        hint: "write null for a gap",
      })),
    ),
  )

/** Tables, and what their text says of them. */
export interface TablesFile {
  readonly tables: readonly PrintedTable[]
  readonly claims: readonly Claim[]
}

/** The tables of a `report.json`, or of a file of tables typed by hand. Fails with what does not fit. */
export const tablesIn = (text: string): Result.Result<TablesFile, readonly Fault[]> => {
  const drawn = Schema.decodeUnknownResult(Schema.fromJsonString(Drawn))(text)
  if (Result.isSuccess(drawn))
    return Result.succeed({ tables: drawn.success.tables.map(printedOf), claims: [] })
  const written = Schema.decodeUnknownResult(Schema.fromJsonString(Written))(text)
  if (Result.isFailure(written))
    return Result.fail([
      fault({
        what: written.failure.message,
        expected: "a report.json of ablate report, or tables as docs/paperLint.md has them",
      }),
    ])
  const { tables, claims = [] } = written.success
  const faults = uneven(tables)
  return faults.length > 0
    ? Result.fail(faults)
    : Result.succeed({ tables: tables.map(tableOf), claims })
}
