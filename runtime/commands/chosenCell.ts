import { Effect, type Option } from "effect"
import { byCloseness, suggestion } from "../../dsl/closest.ts"
import type { Table } from "../../dsl/table.ts"
import type { Target } from "../../dsl/target.ts"
import { columnLabel } from "../../reports/column.ts"
import type { TableReport } from "../../reports/report.ts"
import { plainLabel } from "../../reports/smallMarkup.ts"
import type { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"

/** Something that a flag can name, by each of its names; the first is the one that is told. */
interface Named<A> {
  readonly names: readonly [string, ...string[]]
  readonly value: A
}

/** What a flag names, or the only one there is; a wrong name is told with the right ones, closest first. */
const named = <A>(
  flag: string,
  of: string,
  given: Option.Option<string>,
  all: readonly Named<A>[],
): Effect.Effect<A, Faulty> => {
  const word = given._tag === "Some" ? given.value : undefined
  const found = all.filter(({ names }) => word === undefined || names.includes(word))
  const [one, ...more] = found
  if (one !== undefined && more.length === 0) return Effect.succeed(one.value)
  const names = [...new Set((found.length === 0 ? all : found).map((each) => each.names[0]))]
  return Effect.fail(
    refusal({
      what:
        word === undefined
          ? `${of} has several: --${flag} is missing`
          : one === undefined
            ? `${of} has no ${flag} "${word}"`
            : `${of} has several ${flag}s "${word}"`,
      expected: (word === undefined ? names : byCloseness(word, names)).join(", "),
      hint:
        word !== undefined && one === undefined
          ? suggestion(word, names)
          : names.length === 1
            ? "name its block: --block"
            : `choose one: --${flag} "${names[0] ?? ""}"`,
    }),
  )
}

/** The flags that name a cell. */
export interface CellFlags {
  readonly table: Option.Option<string>
  readonly block: Option.Option<string>
  readonly row: Option.Option<string>
  readonly column: Option.Option<string>
}

/** The table that is meant. */
export const chosenTable = (
  file: string,
  targets: readonly Target[],
  { table }: CellFlags,
): Effect.Effect<Table, Faulty> =>
  named(
    "table",
    file,
    table,
    targets.flatMap((each) =>
      each.target === "table" ? [{ names: [each.name] as const, value: each }] : [],
    ),
  )

/** Row and column of the cell that is meant, as indices; both go by their name or by what is printed. */
export const chosenCell = Effect.fnUntraced(function* (
  report: TableReport,
  flags: CellFlags,
): Effect.fn.Return<{ readonly row: number; readonly column: number }, Faulty> {
  const of = `table ${report.name}`
  const row = yield* named(
    "row",
    of,
    flags.row,
    report.rows.map(({ arm, label }, value) => ({ names: [arm, plainLabel(label)], value })),
  )
  const columns = report.columns.map((column, value) => ({ column, value }))
  const block =
    flags.block._tag === "None"
      ? undefined
      : yield* named(
          "block",
          of,
          flags.block,
          [...new Set(report.columns.map((each) => each.block))].map((value) => ({
            names: [value],
            value,
          })),
        )
  const column = yield* named(
    "column",
    block === undefined ? of : `block ${block} of ${of}`,
    flags.column,
    columns
      .filter((each) => block === undefined || each.column.block === block)
      .map(({ column: own, value }) => ({ names: [own.name, columnLabel(own)], value })),
  )
  return { row, column }
})
