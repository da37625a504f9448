import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { Effect } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { ServerScores } from "../../../dsl/serverScores.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { visible } from "../faults/visible.ts"
import { canonical } from "../formats/csv/csv.ts"
import { cellOf, numberOf, readTable } from "../formats/csv/readTable.ts"
import { listed } from "./subjectTexts.ts"

/** What a server's table says of the test subjects. */
export interface ReadScores {
  /** Of the file, hex. */
  readonly sha256: string
  /** Numbers by name of the column (`dice.WT`), in the order of the subjects. */
  readonly values: ReadonlyMap<string, readonly number[]>
}

/**
 * Reads a server's table of scores. `shares` are the columns whose numbers lie between 0 and 1. Columns
 * that are not there, subjects that have no row or two, rows of nobody and cells that are no such number
 * are faults with line and column, all told.
 */
export const readServerScores = Effect.fn("readServerScores")(function* (
  file: string,
  { server, subject, columns, otherRows = "fault" }: ServerScores,
  subjects: readonly string[],
  shares: ReadonlySet<string>,
): Effect.fn.Return<ReadScores, DatasetError> {
  const heads = Object.entries(columns)
  const { rows } = yield* readTable(file, [subject, ...heads.map(([, head]) => head)])
  const known = new Map(subjects.map((id) => [canonical(id), id]))
  const lines = new Map<string, number>()
  const values = new Map(heads.map(([name]) => [name, new Map<string, number>()]))
  const faults: Fault[] = []
  for (const row of rows) {
    const { line } = row
    const named = cellOf(row, subject)
    const id = known.get(named)
    if (id === undefined) {
      if (otherRows === "fault")
        faults.push(
          fault({
            what: `${visible(named)} in column "${subject}" is no test subject`,
            where: { file, line },
            expected: `one of the ${subjects.length} that are predicted, such as ${listed(subjects.slice(0, 2))}`,
            hint: 'correct the id, or say otherRows: "ignore" if such rows hold means',
          }),
        )
      continue
    }
    const before = lines.get(id)
    if (before !== undefined)
      faults.push(
        fault({
          what: `subject ${id} is in line ${before} and again in line ${line}`,
          where: { file, line, subject: id },
          hint: "leave one row a subject",
        }),
      )
    lines.set(id, line)
    for (const [name, head] of heads) {
      const text = cellOf(row, head)
      const value = numberOf(text)
      const isShare = shares.has(name)
      if (!Number.isFinite(value) || (isShare && (value < 0 || value > 1)))
        faults.push(
          fault({
            what: `${visible(text)} in column "${head}" is no ${isShare ? "share" : "number"}`,
            where: { file, line, subject: id },
            expected: isShare ? `a number from 0 to 1: ${name}` : `a finite number: ${name}`,
            hint: isShare && value > 1 && value <= 100 ? "divide percents by 100" : undefined,
          }),
        )
      values.get(name)?.set(id, value)
    }
  }
  const missing = subjects.filter((id) => !lines.has(id))
  if (missing.length > 0)
    faults.push(
      fault({
        what: `${missing.length} of ${subjects.length} test subjects have no row: ${listed(missing)}`,
        where: { file },
        expected: `the scores of ${server} for every subject`,
        hint: "see that all predictions were sent, and that the file is whole",
      }),
    )
  if (faults.length > 0) return yield* datasetError(...faults)
  const bytes = yield* Effect.promise(() => readFile(file))
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    values: new Map(
      [...values].map(([name, of]) => [name, subjects.map((id) => of.get(id) ?? Number.NaN)]),
    ),
  }
})
