import { Schema } from "effect"
import { bestOf } from "./bestMarks.ts"
import {
  cellText,
  columnName,
  placedCells,
  tablesOf,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

const said = {
  /** The words. */
  quote: Schema.String,
  /** What was run, as rows name it. */
  run: Schema.NonEmptyString,
}

/** `dataset task.metric.region`, without the data set where the columns name none. */
const column = Schema.NonEmptyString

/**
 * What a text says of its tables: a number, a gain over another run, the best of a table; or what is published
 * elsewhere of a run: its mean over columns, from which a table's may differ by so much.
 */
const Claim = Schema.Union([
  Schema.Struct({ says: Schema.Literal("number"), ...said, column, value: Schema.Finite }),
  Schema.Struct({
    says: Schema.Literal("gain"),
    ...said,
    over: Schema.NonEmptyString,
    column,
    value: Schema.Finite,
  }),
  Schema.Struct({ says: Schema.Literal("best"), ...said, table: Schema.NonEmptyString }),
  Schema.Struct({
    says: Schema.Literal("elsewhere"),
    ...said,
    columns: Schema.NonEmptyArray(column),
    value: Schema.Finite,
    within: Schema.Finite,
  }),
])
export type Claim = typeof Claim.Type

export const Claims = Schema.Array(Claim)

type Of<S extends Claim["says"]> = Extract<Claim, { readonly says: S }>

const unfounded = ({ quote, run }: Claim, what: string): readonly Finding[] => [
  { where: `text, ${run}`, what, because: `the text: "${quote}"` },
]

const numberFindings = (claim: Of<"number">, cells: readonly Placed[]): readonly Finding[] => {
  const own = cells.filter(
    ({ row, column }) => row.run === claim.run && columnName(column) === claim.column,
  )
  if (own.length === 0) return unfounded(claim, `no table has ${claim.column} of ${claim.run}`)
  const other = own.filter(({ cell }) => cellText(cell) !== claim.value.toFixed(cell.digits))
  if (other.length === 0) return []
  const values = [...Map.groupBy(other, ({ cell }) => cellText(cell))]
  const digits = own[0]?.cell.digits ?? 0
  return [
    {
      where: `text and ${tablesOf(other)}, ${claim.run}, ${claim.column}`,
      what: `the text has ${claim.value.toFixed(digits)}, ${values.map(([value, same]) => `${tablesOf(same)} ${value}`).join("; ")}`,
      because: `the text: "${claim.quote}"`,
    },
  ]
}

const gainFindings = (claim: Of<"gain">, cells: readonly Placed[]): readonly Finding[] => {
  const of = (run: string) =>
    cells.find(({ row, column }) => row.run === run && columnName(column) === claim.column)
  const [own, base] = [of(claim.run), of(claim.over)]
  if (own === undefined || base === undefined)
    return unfounded(claim, `no table has ${claim.column} of ${claim.run} and ${claim.over}`)
  const { digits } = own.cell
  const gain = (own.cell.value - base.cell.value).toFixed(digits)
  if (gain === claim.value.toFixed(digits)) return []
  return [
    {
      where: `text and ${tablesOf([own, base])}, ${claim.run} against ${claim.over}, ${claim.column}`,
      what: `the text has a gain of ${claim.value.toFixed(digits)}, the table ${gain}`,
      because: `${cellText(own.cell)} - ${cellText(base.cell)} = ${gain}; ${(claim.value + base.cell.value).toFixed(digits)} would give the text's; the text: "${claim.quote}"`,
    },
  ]
}

const bestFindings = (claim: Of<"best">, cells: readonly Placed[]): readonly Finding[] => {
  const columns = Map.groupBy(
    cells.filter(({ table, column }) => table.name === claim.table && column.better !== "none"),
    ({ column }) => column,
  )
  const named = ({ row, cell }: Placed): string => `${row.arm} ${cellText(cell)}`
  const texts = [...columns].flatMap(([column, all]) => {
    const { best } = bestOf(all)
    const own = all.find(({ row }) => row.run === claim.run)
    if (own === undefined || all.length < 2 || (best.length === 1 && best.includes(own))) return []
    const others = best.filter((each) => each !== own).map(named)
    return [
      best.includes(own)
        ? `${columnName(column)}: ${cellText(own.cell)}, tied with ${others.join(", ")}`
        : `${columnName(column)}: ${others.join(", ")}, against ${cellText(own.cell)}`,
    ]
  })
  return texts.length === 0
    ? []
    : [
        {
          where: `text and ${claim.table}`,
          what: `${claim.run} is not alone the best in ${texts.length} of ${columns.size} columns`,
          because: `${texts.join("; ")}; the text: "${claim.quote}"`,
        },
      ]
}

const elsewhereFindings = (
  claim: Of<"elsewhere">,
  cells: readonly Placed[],
): readonly Finding[] => {
  const own = claim.columns.flatMap(
    (name) =>
      cells.find(({ row, column }) => row.run === claim.run && columnName(column) === name) ?? [],
  )
  const [first] = own
  if (first === undefined || own.length < claim.columns.length)
    return unfounded(claim, `no table has ${claim.columns.join(", ")} of ${claim.run}`)
  const { digits } = first.cell
  const mean = own.reduce((sum, { cell }) => sum + cell.value, 0) / own.length
  if (Math.abs(mean - claim.value) <= claim.within) return []
  return [
    {
      where: `${tablesOf(own)}, ${claim.run}, ${claim.columns.join(", ")}`,
      what: `the mean is ${mean.toFixed(digits)}, published elsewhere ${claim.value}`,
      because: `(${own.map(({ cell }) => cellText(cell)).join(" + ")}) / ${own.length} = ${mean.toFixed(digits)}, ${Math.abs(mean - claim.value).toFixed(digits)} from ${claim.value}; ${claim.quote}`,
    },
  ]
}

/** What a text says and its tables do not. */
export const claimFindings = (
  tables: readonly PrintedTable[],
  claims: readonly Claim[],
): readonly Finding[] => {
  const cells = placedCells(tables)
  return claims.flatMap((claim) => {
    switch (claim.says) {
      case "number":
        return numberFindings(claim, cells)
      case "gain":
        return gainFindings(claim, cells)
      case "best":
        return bestFindings(claim, cells)
      case "elsewhere":
        return elsewhereFindings(claim, cells)
    }
  })
}
