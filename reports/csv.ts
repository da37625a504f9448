import { placesOf, type Place } from "./cellPlaces.ts"
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

/** A head, and what stands under it in the record of a thing. */
type FieldOf<Thing> = readonly [head: string, value: (thing: Thing) => Field]

const records = <Thing>(fields: readonly FieldOf<Thing>[], things: readonly Thing[]): string =>
  csv([
    fields.map(([head]) => head),
    ...things.map((thing) => fields.map(([, value]) => value(thing))),
  ])

/** Label of each factor's value in the arm. */
const factorFields = ({ rows }: TableReport): readonly FieldOf<Place>[] =>
  [...new Set(rows.flatMap(({ factors }) => Object.keys(factors)))].map((path) => [
    `factor.${path}`,
    ({ row }) => row.factors[path] ?? null,
  ])

const publishedFields: readonly FieldOf<Place>[] = [
  ["published", ({ published }) => published?.value ?? null],
  ["publishedStd", ({ published }) => published?.deviation ?? null],
  ["publishedUnit", ({ published }) => published?.unit ?? null],
]

/**
 * One record an arm and column (long form, for pandas' `read_csv` and `pivot`): numbers unrounded,
 * in the unit of the record, empty where missing; lists are joined by spaces.
 */
export const cellsCsv = (report: TableReport): string =>
  records(
    [
      ["table", () => report.name],
      ["block", ({ column }) => column.block],
      ["arm", ({ row }) => row.arm],
      ["row", ({ row }) => row.label],
      ["group", ({ row }) => row.group],
      ...factorFields(report),
      ["column", ({ column }) => column.name],
      ["label", ({ column }) => columnLabel(column)],
      ["unit", ({ column }) => column.unit],
      ["better", ({ column }) => column.better],
      ["mean", ({ cell }) => cell.mean],
      ["std", ({ cell }) => cell.std],
      ["n", ({ cell }) => cell.n],
      ["over", ({ column }) => column.over],
      ["best", ({ cell }) => cell.best],
      ["withheld", ({ cell }) => cell.withheld ?? null],
      ["seeds", ({ cell }) => cell.seeds.join(" ")],
      ["missing", ({ cell }) => cell.missing.map((gap) => gap.seed).join(" ")],
      ["state", ({ cell }) => cell.state],
      ["dropped", ({ cell }) => cell.dropped],
      ["low", ({ cell }) => cell.interval?.low ?? null],
      ["high", ({ cell }) => cell.interval?.high ?? null],
      ["p", ({ cell }) => cell.comparison?.p ?? null],
      ["holm", ({ cell }) => cell.comparison?.corrected ?? null],
      ["delta", ({ cell }) => cell.delta ?? null],
      ["rank", ({ cell }) => cell.rank ?? null],
      ["pairs", ({ cell }) => cell.comparison?.pairs ?? null],
      ["keys", ({ cell }) => cell.runs.map((run) => run.key).join(" ")],
      ["convention", ({ column }) => column.convention],
      ...(report.published === undefined ? [] : publishedFields),
    ],
    placesOf(report),
  )

/** One record an arm, column and seed, with the run behind it. */
export const seedsCsv = (report: TableReport): string =>
  records(
    [
      ["table", () => report.name],
      ["block", ({ column }) => column.block],
      ["arm", ({ row }) => row.arm],
      ...factorFields(report),
      ["column", ({ column }) => column.name],
      ["unit", ({ column }) => column.unit],
      ["seed", ({ seed }) => seed],
      ["value", ({ value }) => value],
      ["subjects", ({ subjects }) => subjects],
      ["dropped", ({ dropped }) => dropped],
      ["stage", ({ runs }) => runs[0]?.stage ?? null],
      ["key", ({ runs }) => runs.map(({ key }) => key).join(" ")],
      ["commit", ({ runs }) => runs[0]?.commit ?? null],
      ["dirty", ({ runs }) => runs[0]?.dirty ?? null],
    ],
    placesOf(report).flatMap((place) =>
      place.cell.values.map((value) => ({
        ...place,
        ...value,
        // Several where a seed's number is of several folds.
        runs: place.cell.runs.filter(({ seed }) => seed === value.seed),
      })),
    ),
  )

/** One record a test subject, arm, column and run (seed, and fold where there are some). */
export const subjectsCsv = ({ name, subjects }: TableReport): string =>
  records(
    [
      ["table", () => name],
      ["block", ({ block }) => block],
      ["arm", ({ arm }) => arm],
      ["column", ({ column }) => column],
      ["unit", ({ unit }) => unit],
      ["seed", ({ seed }) => seed],
      ["fold", ({ fold }) => fold],
      ["subject", ({ subject }) => subject],
      ["value", ({ value }) => value],
      ["key", ({ key }) => key],
    ],
    subjects,
  )
