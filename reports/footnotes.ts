import { gapText, type Cell, type Gap } from "./cell.ts"
import {
  absentMark,
  acceptedMark,
  gapMark,
  incompleteMark,
  unmarkedReasons,
  withheldMark,
} from "./cellText.ts"
import { short } from "./cellProvenance.ts"
import { columnLabel, type Column } from "./column.ts"
import { publishedMark, unpublishedMark } from "./drawnRows.ts"
import { notHere } from "./layout.ts"
import { vanishedRegions } from "./vanished.ts"
import type { TableReport } from "./report.ts"
import { plainLabel } from "./smallMarkup.ts"

interface Place {
  /** Name of the arm. */
  readonly row: string
  /** Its label. */
  readonly arm: string
  readonly column: Column
  readonly cell: Cell
}

const placesOf = ({ rows, columns }: TableReport): readonly Place[] =>
  rows.flatMap((row) =>
    row.cells.flatMap((cell, index) => {
      const column = columns[index]
      return column === undefined
        ? []
        : [{ row: row.arm, arm: plainLabel(row.label), column, cell }]
    }),
  )

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

/** A sentence for each way of taking mean and deviation that the table has, with its n. */
const spreads = (report: TableReport): readonly string[] =>
  [
    ...Map.groupBy(placesOf(report), ({ column: { per, over } }) =>
      per === "set" && over !== "folds" ? per : over,
    ),
  ].map(([kind, places]) => {
    const filled = places.filter(({ cell }) => cell.n > 0)
    const subjects = filled.flatMap(({ cell }) =>
      cell.values.flatMap((value) => value.subjects ?? []),
    )
    const labels = [...new Set(places.map(({ column }) => columnLabel(column)))]
    const some = labels.length === report.columns.length ? "" : `${labels.join(", ")}: `
    const deviates = report.show.includes("std") && filled.some(({ cell }) => cell.std !== null)
    const [mean, deviation] = meanings[kind]
    const n = filled.length === 0 ? "" : `; n = ${range(filled.map(({ cell }) => cell.n))}`
    const tested = subjects.length === 0 ? "" : ` (${range(subjects)} test subjects a seed)`
    const text = `${some}${mean}${deviates ? deviation : ""}${n}${tested}.`
    return text.charAt(0).toUpperCase() + text.slice(1)
  })

/** How arms are cross-validated. */
const crossValidation = (report: TableReport): readonly string[] =>
  (report.folds ?? []).map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)

const conventions = (report: TableReport): readonly string[] =>
  [...new Set(report.columns.map((column) => column.convention))].map((text) => `${text}.`)

const percent = (share: number): string => `${Number((100 * share).toFixed(6))}%`

/** How intervals and tests were made; columns of one number a seed have none. */
const inference = (report: TableReport): readonly string[] => {
  const { interval, compare } = report
  const subject = "a subject's number is its mean over seeds"
  const places = placesOf(report)
  const bare = report.columns.filter(({ per }) => per === "set")
  const alone = [
    ...new Set(
      places
        .filter(({ row, cell }) => row === compare?.with && cell.absent !== undefined)
        .map(({ column }) => plainLabel(column.header[0] ?? column.block)),
    ),
  ]
  const reference = places.filter(({ row, cell }) => row === compare?.with && cell.mean !== null)
  const unpaired = places.filter(
    ({ row, column, cell: { mean, comparison } }) =>
      row !== compare?.with &&
      mean !== null &&
      comparison === undefined &&
      column.per === "subject" &&
      column.over !== "folds" &&
      reference.some((other) => other.column === column),
  )
  const methods = new Set(places.flatMap(({ cell }) => cell.comparison?.method ?? []))
  const how = [...methods].map((method) => (method === "normal" ? "normal approximation" : method))
  return [
    ...(interval === null
      ? []
      : [
          `[low, high]: ${percent(interval.level)} percentile bootstrap interval of the mean over test subjects${interval.over === "subjects" ? "" : ", of resamples of test subjects and of seeds"} (${interval.samples} resamples, seed ${interval.seed}); ${subject}.`,
        ]),
    ...(compare === null
      ? []
      : [
          `p: two-sided Wilcoxon signed-rank test against ${compare.with} over the test subjects of both${how.length === 0 ? "" : ` (${how.join(", ")})`}, ${compare.correction === "holm" ? "with Holm's correction over the tests of the table" : "not corrected for the number of comparisons"}; ${subject}.`,
        ]),
    ...((interval === null && compare === null) || bare.length === 0
      ? []
      : [
          `Without interval or test, having no numbers by subject: ${bare.map(columnLabel).join(", ")}.`,
        ]),
    ...(compare === null || alone.length === 0
      ? []
      : [`Without test, ${compare.with} being no arm of it: ${alone.join(", ")}.`]),
    ...(compare === null || unpaired.length === 0
      ? []
      : [
          `Without test, measured on other subjects or at other voxels than ${compare.with}: ${unpaired.map(({ arm, column }) => `${arm}, ${columnLabel(column)}`).join("; ")}.`,
        ]),
  ]
}

const tests = {
  wilcoxon: "Wilcoxon signed-rank test over test subjects",
  t: "Student's paired test over seeds",
} as const

/** What is printed bold, and why something is not. */
const bold = (report: TableReport): readonly string[] => {
  if (report.best === "none") return []
  const places = placesOf(report)
  const { boldIf } = report
  const isMarked = places.some(({ cell }) => cell.best)
  const withheld = (why: Cell["withheld"], per?: Column["per"]) =>
    places
      .filter(({ cell, column }) => cell.withheld === why && column.per === (per ?? column.per))
      .map(({ arm, column }) => `${arm}, ${columnLabel(column)}`)
  const not = [...unmarkedReasons].flatMap(([why, reason]) => {
    const listed = withheld(why)
    return listed.length === 0 ? [] : [`${reason} (${listed.join("; ")})`]
  })
  const untestable = boldIf?.test === "wilcoxon" ? withheld("not tested", "set") : []
  const untested = withheld("not tested").filter((each) => !untestable.includes(each))
  const contests = report.best === "group" ? "groups of rows of all columns" : "columns"
  const test =
    boldIf === undefined
      ? ""
      : `${tests[boldIf.test]} (two-sided, p at most ${boldIf.level}, ${boldIf.correction === "holm" ? `Holm's correction over the ${contests}` : `not corrected for the number of ${contests}`})`
  return [
    ...(isMarked
      ? [
          `Bold: the best of its ${report.best === "group" ? "group of rows" : "column"} at the printed precision${boldIf === undefined ? "" : `, where a ${test} tells it from the next best`}.`,
        ]
      : boldIf === undefined || places.every(({ cell }) => cell.n === 0)
        ? []
        : [`Nothing is bold: no best value is told from the next best by a ${test}.`]),
    ...(boldIf === undefined || untested.length === 0
      ? []
      : [`Too few pairs to test: ${untested.join("; ")}.`]),
    ...(untestable.length === 0
      ? []
      : [`Best, but no numbers by subject to test: ${untestable.join("; ")}.`]),
    ...(not.length === 0 ? [] : [`${withheldMark} Best, but not bold: ${not.join("; ")}.`]),
  ]
}

const dropped = (report: TableReport): readonly string[] => {
  const places = placesOf(report).filter(({ cell }) => cell.dropped > 0)
  const listed = places.map(
    ({ arm, column, cell }) => `${arm}, ${columnLabel(column)}: ${cell.dropped}`,
  )
  return listed.length === 0
    ? []
    : [`Dropped by the convention, over all seeds: ${listed.join("; ")}.`]
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
    ...(seeds.length === 0
      ? []
      : [`${incompleteMark} Some seeds are missing (${reasons(partial)}): ${seeds.join("; ")}.`]),
  ]
}

/** Arms that a block does not have, with the reasons given. */
const otherArms = (report: TableReport): readonly string[] => {
  const places = placesOf(report).filter(({ cell }) => cell.absent !== undefined)
  const texts = places.map(({ arm, column, cell }) => {
    const block = plainLabel(column.header[0] ?? column.block)
    return `${arm} is no arm of ${block}${cell.absent === "" ? "" : ` (${cell.absent})`}`
  })
  return texts.length === 0 ? [] : [`${absentMark}: ${[...new Set(texts)].join("; ")}.`]
}

/** Rows that have no such field. */
const withoutField = (report: TableReport): readonly string[] => {
  const lacking = report.stub.flatMap((heading, index) => {
    const rows = report.rows.filter(({ stub }) => stub[index] === null)
    const labels = rows.map(({ label }) => plainLabel(label)).join(", ")
    return rows.length === 0 ? [] : [`${labels} (${plainLabel(heading.join(" "))})`]
  })
  return lacking.length === 0 ? [] : [`${notHere} left: has no such field: ${lacking.join("; ")}.`]
}

/** What is shown beside means. */
const others = ({ show, against, compare, second }: TableReport): readonly string[] => [
  ...(second === "none" ? [] : ["Underlined: the second best."]),
  ...(show.includes("delta")
    ? [`(+, \u2212): difference to the mean of ${against ?? compare?.with ?? ""}.`]
    : []),
  ...(show.includes("rank") ? ["Rank: place by the mean as printed; equal ones share it."] : []),
]

/** Stages under a table at most; report.json has all. */
const mostStages = 6

const accepted = (report: TableReport): readonly string[] => {
  const stages = [
    ...new Set(
      placesOf(report).flatMap(({ cell }) => cell.runs.flatMap((run) => run.accepted ?? [])),
    ),
  ]
  const more = stages.length - mostStages
  const told = stages.slice(0, mostStages).join(", ")
  return stages.length === 0
    ? []
    : [
        `${acceptedMark} Made before edits of the code that were declared harmless (--accept-code): ${told}${more > 0 ? ` and ${plural(more, "other stage")}` : ""}.`,
      ]
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
  return counts.size === 0
    ? []
    : [
        `Computed with different numbers of threads (${[...counts].toSorted((a, b) => a - b).join(", ")}): such numbers agree up to rounding, not bit for bit.`,
      ]
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
