import { readFile } from "node:fs/promises"
import { Effect, Schema, Struct } from "effect"
import { commitText, short } from "../../reports/cellProvenance.ts"
import { Cell, Run } from "../../reports/file/cell.ts"
import { Column, Table } from "../../reports/file/report.ts"
import { causeInWords } from "../files/cause.ts"
import { printable } from "../units/printable.ts"
import { columns } from "./columns.ts"
import { refusal } from "../faults/refusal.ts"

const ComparedCell = Schema.Struct({
  ...Struct.pick(Cell.fields, ["mean", "std", "n"]),
  runs: Schema.Array(
    Schema.Struct(Struct.pick(Run.fields, ["key", "stage", "seed", "commit", "dirty"])),
  ),
})
type ComparedCell = typeof ComparedCell.Type

/** What a comparison reads of a report.json. */
const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        ...Struct.pick(Table.fields, ["name", "tried"]),
        columns: Schema.Array(
          Schema.Struct(Struct.pick(Column.fields, ["name", "block", "digits"])),
        ),
        rows: Schema.Array(
          Schema.Struct({ arm: Schema.String, cells: Schema.Array(ComparedCell) }),
        ),
      }),
    ),
  }),
)

const readReport = (file: string) =>
  Effect.tryPromise({ try: () => readFile(file, "utf8"), catch: causeInWords }).pipe(
    Effect.flatMap((text) =>
      Effect.mapError(Schema.decodeEffect(Report)(text), ({ message }) => message),
    ),
    Effect.mapError((why) =>
      refusal({
        what: `this is no report that can be read: ${why}`,
        where: { file },
        expected: "a report.json that ablate run or ablate report wrote",
      }),
    ),
  )

interface Place {
  readonly name: readonly [table: string, row: string, column: string]
  readonly digits: number
  readonly cell: ComparedCell
}

const placesOf = ({ tables }: typeof Report.Type): ReadonlyMap<string, Place> =>
  new Map(
    tables.flatMap((table) =>
      table.rows.flatMap(({ arm, cells }) =>
        cells.flatMap((cell, index) => {
          const column = table.columns[index]
          if (column === undefined) return []
          const heading = column.block === "" ? column.name : `${column.block}: ${column.name}`
          const name = [table.name, arm, heading] as const
          return [[name.join("\n"), { name, digits: column.digits, cell }] as const]
        }),
      ),
    ),
  )

const numberText = ({ cell: { mean, std, n }, digits }: Place): string =>
  mean === null
    ? "no number"
    : `${mean.toFixed(digits)}${std === null ? "" : ` \u00b1 ${std.toFixed(digits)}`} (n = ${n})`

const triedOf = ({ tables }: typeof Report.Type): string =>
  [...new Set(tables.flatMap(({ tried = [] }) => tried))].join("; ")

const runsOf = (places: ReadonlyMap<string, Place>) =>
  new Map(
    [...places.values()].flatMap(({ cell }) => cell.runs.map((run) => [run.key, run] as const)),
  )

const isSame = (one: Place, other: Place): boolean =>
  one.cell.mean === other.cell.mean &&
  one.cell.std === other.cell.std &&
  one.cell.n === other.cell.n

/** A report that is compared, and what was set for it. */
const sideOf = (file: string, report: typeof Report.Type) => ({ file, tried: triedOf(report) })

/** Cells of two reports whose numbers differ or which one of them lacks, and the runs that are others. */
export const reportDifference = Effect.fn("reportDifference")(function* (a: string, b: string) {
  const [left, right] = [yield* readReport(a), yield* readReport(b)]
  const [one, other] = [placesOf(left), placesOf(right)]
  const keys = [...new Set([...one.keys(), ...other.keys()])]
  const cells = keys.flatMap((key) => {
    const [first, second] = [one.get(key), other.get(key)]
    if (first !== undefined && second !== undefined && isSame(first, second)) return []
    return [{ name: (first ?? second)?.name ?? [], a: first, b: second }]
  })
  const [ours, theirs] = [runsOf(one), runsOf(other)]
  const only = (from: typeof ours, not: typeof ours) =>
    [...from.values()].filter(({ key }) => !not.has(key))
  return {
    a: sideOf(a, left),
    b: sideOf(b, right),
    /** Cells that have the same number in both. */
    same: keys.length - cells.length,
    cells,
    runs: {
      shared: [...ours.keys()].filter((key) => theirs.has(key)).length,
      onlyA: only(ours, theirs),
      onlyB: only(theirs, ours),
    },
  }
})

type ReportDifference = Effect.Success<ReturnType<typeof reportDifference>>

/** The same as a person reads it. */
export const reportLines = ({ a, b, same, cells, runs }: ReportDifference): readonly string[] => {
  const sideLine = (side: string, { file, tried }: typeof a) =>
    `${side}  ${file}${tried === "" ? "" : `  (a quick try: ${tried})`}`
  const cellRow = (side: string, place: Place | undefined) =>
    `${side} ${place === undefined ? "no such cell" : numberText(place)}`
  const runRows = (side: string, list: typeof runs.onlyA) =>
    list.map((run) => [side, run.stage, `seed ${run.seed}`, short(run.key), commitText(run)])
  return [
    sideLine("A", a),
    sideLine("B", b),
    "",
    `Numbers: ${same} the same, ${cells.length} not`,
    ...columns(
      cells.map(({ name, a: first, b: second }) => [
        ...name,
        cellRow("A", first),
        cellRow("B", second),
      ]),
    ).map((line) => `  ${line}`),
    "",
    `Runs: ${runs.shared} the same, ${runs.onlyA.length} only in A, ${runs.onlyB.length} only in B`,
    ...columns([...runRows("A", runs.onlyA), ...runRows("B", runs.onlyB)]).map(
      (line) => `  ${line}`,
    ),
  ].map(printable)
}
