import { gapText } from "./cell.ts"
import { placesOf, type Place } from "./cellPlaces.ts"
import { absentMark, acceptedMark, gapMark, incompleteMark } from "./cellText.ts"
import { short } from "./cellProvenance.ts"
import { columnLabel, type Column } from "./column.ts"
import { publishedMark, unpublishedMark } from "./drawnRows.ts"
import type { Gap } from "./file/cell.ts"
import { notHere } from "./layout.ts"
import { vanishedRegions } from "./vanished.ts"
import type { TableReport } from "./report.ts"
import { bold, inference } from "./testFootnotes.ts"
import { sentenceOf } from "./sentence.ts"
import { plainLabel } from "./smallMarkup.ts"

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

const range = (numbers: readonly number[]): string => {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return least === most ? `${least}` : `${least} to ${most}`
}

/** What a number is, with its deviation where it has one. */
const meanings: Record<"set" | Column["over"], readonly [mean: string, deviation: string]> = {
  set: [
    "one number for the test set; mean",
    " \u00b1 sample standard deviation (ddof 1) over seeds",
  ],
  seeds: [
    "mean over test subjects, a subject's number being its mean over seeds",
    " \u00b1 sample standard deviation (ddof 1) of the seeds' means",
  ],
  subjects: [
    "mean over test subjects, a subject's number being its mean over seeds",
    " \u00b1 sample standard deviation (ddof 1) over subjects",
  ],
  folds: [
    "mean over folds, each fold's number over its test subjects and a mean over seeds",
    " \u00b1 sample standard deviation (ddof 1) over folds",
  ],
  pooled: [
    "mean over the numbers of all test subjects and seeds",
    " \u00b1 their sample standard deviation (ddof 1)",
  ],
}

const metricOf = ({ header, taskAt }: Column): string => plainLabel(header[taskAt + 1] ?? "")

/** The metrics of places, where no other column has one of them, else their columns. */
const namesOf = (places: readonly Place[], columns: readonly Column[]): readonly string[] => {
  const own = new Set(places.map(({ column }) => column))
  const metrics = new Set([...own].map(metricOf))
  const isShared = columns.some((column) => !own.has(column) && metrics.has(metricOf(column)))
  return isShared ? [...own].map(columnLabel) : [...metrics]
}

/** A sentence for each way of taking mean and deviation that the table has, with its n. */
const spreads = (report: TableReport): readonly string[] => {
  const kinds = Map.groupBy(placesOf(report), ({ column: { per, over } }) =>
    per === "set" && over !== "folds" ? per : over,
  )
  return [...kinds].map(([kind, places]) => {
    const filled = places.filter(({ cell }) => cell.n > 0)
    const subjects = filled.flatMap(({ cell }) =>
      cell.values.flatMap((value) => value.subjects ?? []),
    )
    const some = kinds.size === 1 ? "" : `${namesOf(places, report.columns).join(", ")}: `
    const deviates = report.show.includes("std") && filled.some(({ cell }) => cell.std !== null)
    const [mean, deviation] = meanings[kind]
    const n = filled.length === 0 ? "" : `; n = ${range(filled.map(({ cell }) => cell.n))}`
    const tested =
      subjects.length === 0
        ? ""
        : ` (${range(subjects)} test subject${subjects.every((count) => count === 1) ? "" : "s"} a seed)`
    const text = `${some}${mean}${deviates ? deviation : ""}${n}${tested}.`
    return text.charAt(0).toUpperCase() + text.slice(1)
  })
}

/** How arms are cross-validated. */
const crossValidation = (report: TableReport): readonly string[] =>
  (report.folds ?? []).map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)

const conventions = (report: TableReport): readonly string[] =>
  [...new Set(report.columns.map((column) => column.convention))].map((text) => `${text}.`)

const dropped = (report: TableReport): readonly string[] => {
  const places = placesOf(report).filter(({ cell }) => cell.dropped > 0)
  return sentenceOf(
    places.map(({ arm, column, cell }) => `${arm}, ${columnLabel(column)}: ${cell.dropped}`),
    (list) => `Dropped by the convention, over all seeds: ${list}.`,
  )
}

/** Reasons of missing numbers under a table at most; the cells have all. */
const mostReasons = 4

/** Under the word that stands in the cell. */
const reasonOf = ({ why, failure, ...gap }: Gap): string => {
  if (failure === undefined) return gapText({ why, ...gap })
  if (why === "stale" || why === "unscored") return failure.why
  return failure.why === "" ? failure.stage : `${failure.stage}: ${failure.why}`
}

const gaps = (report: TableReport): readonly string[] => {
  const places = placesOf(report).filter(({ cell }) => cell.missing.length > 0)
  const reasons = (kept: readonly Place[]): string => {
    const texts = new Set(kept.flatMap(({ cell }) => cell.missing.map(reasonOf)))
    const more = texts.size - mostReasons
    const told = [...texts].slice(0, mostReasons).join(" or ")
    return more > 0 ? `${told} or ${plural(more, "other reason")}` : told
  }
  const absent = Map.groupBy(
    places.filter(({ cell }) => cell.mean === null),
    ({ cell }) => gapMark(cell),
  )
  const partial = places.filter(({ cell }) => cell.mean !== null)
  const seeds = partial.map(
    ({ arm, column, cell }) =>
      `${arm}, ${columnLabel(column)}: ${plural(cell.seeds.length, "seed")} of ${cell.seeds.length + cell.missing.length}`,
  )
  return [
    ...[...absent].map(([mark, kept]) => `${mark}${mark.length > 1 ? ":" : ""} ${reasons(kept)}.`),
    ...sentenceOf(
      seeds,
      (list) => `${incompleteMark} Some seeds are missing (${reasons(partial)}): ${list}.`,
    ),
  ]
}

/** Arms that a block does not have, with the reasons given. */
const otherArms = (report: TableReport): readonly string[] => {
  const places = placesOf(report).filter(({ cell }) => cell.absent !== undefined)
  const texts = places.map(({ arm, column, cell }) => {
    const block = plainLabel(column.header[0] ?? column.block)
    return `${arm} is no arm of ${block}${cell.absent === "" ? "" : ` (${cell.absent})`}`
  })
  return sentenceOf([...new Set(texts)], (list) => `${absentMark}: ${list}.`)
}

/** Rows that have no such field. */
const withoutField = (report: TableReport): readonly string[] => {
  const lacking = report.stub.flatMap((heading, index) => {
    const rows = report.rows.filter(({ stub }) => stub[index] === null)
    const labels = rows.map(({ label }) => plainLabel(label)).join(", ")
    return rows.length === 0 ? [] : [`${labels} (${plainLabel(heading.join(" "))})`]
  })
  return sentenceOf(lacking, (list) => `${notHere} left: has no such field: ${list}.`)
}

/** What is shown beside means. */
const others = ({ show, against, compare, second }: TableReport): readonly string[] => [
  ...(second === "none" ? [] : ["Underlined: the second best."]),
  ...(show.includes("delta")
    ? [`(+, \u2212): difference to the mean of ${against ?? compare?.with ?? ""}.`]
    : []),
  ...(show.includes("rank") ? ["Rank: place by the mean as printed; equal ones share it."] : []),
]

const accepted = (report: TableReport): readonly string[] => {
  const stages = [
    ...new Set(
      placesOf(report).flatMap(({ cell }) => cell.runs.flatMap((run) => run.accepted ?? [])),
    ),
  ]
  return sentenceOf(
    stages,
    (list) =>
      `${acceptedMark} Made before edits of the code that were declared harmless (--accept-code): ${list}.`,
    ", ",
  )
}

/** The files of a server's scores. */
const serverFiles = (report: TableReport): readonly string[] => {
  const scored = placesOf(report).flatMap(({ cell }) =>
    cell.runs.flatMap((run) => run.scores ?? []),
  )
  return [...Map.groupBy(scored, ({ server }) => server)].map(([server, own]) => {
    const files = own.map(({ file, sha256 }) => `${file} (sha256 ${short(sha256)})`)
    return `Scored by ${server}: ${[...new Set(files)].join(", ")}.`
  })
}

/** Sums in another order have other last bits: arms that differ in threads differ in these too. */
const threads = (report: TableReport): readonly string[] => {
  const counts = new Set(
    placesOf(report).flatMap(({ cell }) => cell.runs.flatMap((run) => run.threads ?? [])),
  )
  return sentenceOf(
    [...counts].toSorted((a, b) => a - b).map(String),
    (list) =>
      `Computed with different numbers of threads (${list}): such numbers agree up to rounding, not bit for bit.`,
    ", ",
  )
}

/** What a table is not: the experiment that the file describes. */
const tried = ({ tried: changes = [] }: TableReport): readonly string[] =>
  changes.length === 0 ? [] : [`A quick try, not what the file says: ${changes.join("; ")}.`]

/** Where published numbers are from. */
const publishedNumbers = (report: TableReport): readonly string[] => {
  if (report.published === undefined) return []
  const { source, draw } = report.published
  const isBare = report.rows.some(({ published }) => published?.includes(null))
  return [
    draw === "difference"
      ? `${publishedMark} The mean measured here less the published one: ${source}.`
      : `${publishedMark} Published, not measured here: ${source}.`,
    ...(draw === "both" ? ["Published numbers are in no test, and never bold."] : []),
    ...(isBare ? [`${unpublishedMark}: nothing is published.`] : []),
  ]
}

/** What is said of measured numbers. */
const measured = (report: TableReport): readonly string[] => [
  ...spreads(report),
  ...crossValidation(report),
  ...(report.cohorts ?? []),
  ...(report.precisions ?? []),
  ...conventions(report),
  ...inference(report),
  ...bold(report),
  ...others(report),
  ...gaps(report),
  ...otherArms(report),
  ...dropped(report),
  ...vanishedRegions(report),
  ...serverFiles(report),
  ...accepted(report),
  ...threads(report),
]

/** What a reader must know to read the table, a sentence each, as plain text. */
export const footnotes = (report: TableReport): readonly string[] => [
  ...tried(report),
  ...publishedNumbers(report),
  ...(report.published?.draw === "published" ? [] : measured(report)),
  ...withoutField(report),
]
