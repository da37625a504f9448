import { readFile } from "node:fs/promises"
import { Effect, Schema } from "effect"
import { fault } from "../../dsl/fault.ts"
import { commitText, short } from "../../reports/cellProvenance.ts"
import { Faulty } from "../faults/faulty.ts"
import { causeInWords } from "../files/cause.ts"
import { printable } from "../units/printable.ts"
import { columns } from "./columns.ts"

/** What a comparison reads of a report.json. */
const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        tried: Schema.optionalKey(Schema.Array(Schema.String)),
        columns: Schema.Array(
          Schema.Struct({ name: Schema.String, block: Schema.String, digits: Schema.Int }),
        ),
        rows: Schema.Array(
          Schema.Struct({
            arm: Schema.String,
            cells: Schema.Array(
              Schema.Struct({
                mean: Schema.NullOr(Schema.Finite),
                std: Schema.NullOr(Schema.Finite),
                n: Schema.Int,
                runs: Schema.Array(
                  Schema.Struct({
                    key: Schema.String,
                    stage: Schema.String,
                    seed: Schema.Int,
                    commit: Schema.NullOr(Schema.String),
                    dirty: Schema.Boolean,
                  }),
                ),
              }),
            ),
          }),
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
    Effect.mapError(
      (why) =>
        new Faulty({
          faults: [
            fault({
              what: `this is no report that can be read: ${why}`,
              where: { file },
              expected: "a report.json that ablate run or ablate report wrote",
            }),
          ],
        }),
    ),
  )

type Cell = (typeof Report.Type)["tables"][number]["rows"][number]["cells"][number]

interface Place {
  readonly name: readonly [table: string, row: string, column: string]
  readonly digits: number
  readonly cell: Cell
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

/** Cells of two reports whose numbers differ or which one of them lacks, and the runs that are others. */
export const reportDifference = Effect.fn("reportDifference")(function* (a: string, b: string) {
  const [left, right] = [yield* readReport(a), yield* readReport(b)]
  const [one, other] = [placesOf(left), placesOf(right)]
  const names = [...new Set([...one.keys(), ...other.keys()])]
  const cells = names.flatMap((name) => {
    const [first, second] = [one.get(name), other.get(name)]
    const isSame =
      first !== undefined &&
      second !== undefined &&
      first.cell.mean === second.cell.mean &&
      first.cell.std === second.cell.std &&
      first.cell.n === second.cell.n
    return isSame ? [] : [{ name: (first ?? second)?.name ?? [], a: first, b: second }]
  })
  const runsOf = (places: ReadonlyMap<string, Place>) =>
    new Map(
      [...places.values()].flatMap(({ cell }) => cell.runs.map((run) => [run.key, run] as const)),
    )
  const [ours, theirs] = [runsOf(one), runsOf(other)]
  const shared = [...ours.keys()].filter((key) => theirs.has(key)).length
  const only = (from: typeof ours, not: typeof ours) =>
    [...from.values()].filter(({ key }) => !not.has(key))
  const runs = { shared, onlyA: only(ours, theirs), onlyB: only(theirs, ours) }
  const tried = [triedOf(left), triedOf(right)]
  const runRows = (side: string, list: typeof runs.onlyA) =>
    list.map((run) => [side, run.stage, `seed ${run.seed}`, short(run.key), commitText(run)])
  const lines = [
    `A  ${a}${tried[0] === "" ? "" : `  (a quick try: ${tried[0]})`}`,
    `B  ${b}${tried[1] === "" ? "" : `  (a quick try: ${tried[1]})`}`,
    "",
    `Numbers: ${names.length - cells.length} the same, ${cells.length} not`,
    ...columns(
      cells.map(({ name, a: first, b: second }) => [
        ...name,
        `A ${first === undefined ? "no such cell" : numberText(first)}`,
        `B ${second === undefined ? "no such cell" : numberText(second)}`,
      ]),
    ).map((line) => `  ${line}`),
    "",
    `Runs: ${shared} the same, ${runs.onlyA.length} only in A, ${runs.onlyB.length} only in B`,
    ...columns([...runRows("A", runs.onlyA), ...runRows("B", runs.onlyB)]).map(
      (line) => `  ${line}`,
    ),
  ].map(printable)
  return { cells, runs, lines }
})
