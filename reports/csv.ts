import { stateOf } from "./cellText.ts"
import { columnLabel } from "./column.ts"
import type { TableReport } from "./report.ts"

/** What a field of a record holds. */
export type Field = string | number | boolean | null

/** Text that a spreadsheet would take for a formula (OWASP, "CSV injection"); a number is none. */
const isFormula = (field: Field): field is string =>
  typeof field === "string" && /^[=+\-@\t\r]/.test(field) && Number.isNaN(Number(field))

const fieldText = (field: Field): string => {
  const text = isFormula(field) ? `'${field}` : String(field ?? "")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Records as RFC 4180: CRLF after each, quotes only where they are needed; null is an empty field. An
 * apostrophe stands before text that a spreadsheet would run.
 */
export const csv = (records: readonly (readonly Field[])[]): string =>
  records.map((record) => `${record.map(fieldText).join(",")}\r\n`).join("")

const factorsOf = (report: TableReport): readonly string[] => [
  ...new Set(report.rows.flatMap((row) => Object.keys(row.factors))),
]

const factorHead = (path: string): string => `factor.${path}`

/**
 * One record an arm and column (long form, for pandas' `read_csv` and `pivot`): numbers unrounded,
 * in the unit of the record, empty where missing; lists are joined by spaces.
 */
export const cellsCsv = (report: TableReport): string => {
  const factors = factorsOf(report)
  const header = [
    "table",
    "block",
    "arm",
    "row",
    "group",
    ...factors.map(factorHead),
    "column",
    "label",
    "unit",
    "better",
    "mean",
    "std",
    "n",
    "over",
  ]
  const records = report.rows.flatMap((row) =>
    row.cells.flatMap((cell, index): readonly (readonly Field[])[] => {
      const { published } = row
      const column = report.columns[index]
      if (column === undefined) return []
      return [
        [
          report.name,
          column.block,
          row.arm,
          row.label,
          row.group,
          ...factors.map((factor) => row.factors[factor] ?? null),
          column.name,
          columnLabel(column),
          column.unit,
          column.better,
          cell.mean,
          cell.std,
          cell.n,
          column.over,
          cell.best,
          cell.withheld ?? null,
          cell.seeds.join(" "),
          cell.missing.map((gap) => gap.seed).join(" "),
          stateOf(cell),
          cell.dropped,
          cell.interval?.low ?? null,
          cell.interval?.high ?? null,
          cell.comparison?.p ?? null,
          cell.comparison?.corrected ?? null,
          cell.delta ?? null,
          cell.rank ?? null,
          cell.comparison?.pairs ?? null,
          cell.runs.map((run) => run.key).join(" "),
          column.convention,
          ...(published === undefined
            ? []
            : [
                published[index]?.value ?? null,
                published[index]?.deviation ?? null,
                published[index]?.unit ?? null,
              ]),
        ],
      ]
    }),
  )
  const rest = [
    "best",
    "withheld",
    "seeds",
    "missing",
    "state",
    "dropped",
    "low",
    "high",
    "p",
    "holm",
    "delta",
    "rank",
    "pairs",
  ]
  const published =
    report.published === undefined ? [] : ["published", "publishedStd", "publishedUnit"]
  return csv([[...header, ...rest, "keys", "convention", ...published], ...records])
}

/** One record an arm, column and seed, with the run behind it. */
export const seedsCsv = (report: TableReport): string => {
  const factors = factorsOf(report)
  const records = report.rows.flatMap((row) =>
    row.cells.flatMap((cell, index) =>
      cell.values.map(({ seed, value, subjects, dropped }): readonly Field[] => {
        const column = report.columns[index]
        // Several where a seed's number is of several folds.
        const runs = cell.runs.filter((candidate) => candidate.seed === seed)
        const [run] = runs
        return [
          report.name,
          column?.block ?? null,
          row.arm,
          ...factors.map((factor) => row.factors[factor] ?? null),
          column?.name ?? null,
          column?.unit ?? null,
          seed,
          value,
          subjects,
          dropped,
          run?.stage ?? null,
          run === undefined ? null : runs.map(({ key }) => key).join(" "),
          run?.commit ?? null,
          run?.dirty ?? null,
        ]
      }),
    ),
  )
  const fields = ["seed", "value", "subjects", "dropped", "stage", "key", "commit", "dirty"]
  const heads = ["table", "block", "arm", ...factors.map(factorHead), "column", "unit"]
  return csv([[...heads, ...fields], ...records])
}

/** One record a test subject, arm, column and run (seed, and fold where there are some). */
export const subjectsCsv = ({ name, subjects }: TableReport): string =>
  csv([
    ["table", "block", "arm", "column", "unit", "seed", "fold", "subject", "value", "key"],
    ...subjects.map(({ block, arm, column, unit, seed, fold, subject, value, key }) => [
      name,
      block,
      arm,
      column,
      unit,
      seed,
      fold,
      subject,
      value,
      key,
    ]),
  ])
