import type { Cell } from "./file/cell.ts"
import { placesOf } from "./cellPlaces.ts"
import { unmarkedReasons, withheldMark } from "./cellText.ts"
import { columnLabel, type Column } from "./column.ts"
import type { TableReport } from "./report.ts"
import { sentenceOf } from "./sentence.ts"
import { plainLabel } from "./smallMarkup.ts"

const percent = (share: number): string => `${Number((100 * share).toFixed(6))}%`

/** How intervals and tests were made; columns of one number a seed have none. */
export const inference = (report: TableReport): readonly string[] => {
  const { interval, compare } = report
  const subject = "a subject's number is its mean over seeds"
  const places = placesOf(report)
  const bare = report.columns.filter(({ per }) => per === "set")
  const alone = [
    ...new Set(
      places
        .filter(({ row, cell }) => row.arm === compare?.with && cell.absent !== undefined)
        .map(({ column }) => plainLabel(column.header[0] ?? column.block)),
    ),
  ]
  const reference = places.filter(
    ({ row, cell }) => row.arm === compare?.with && cell.mean !== null,
  )
  const unpaired = places.filter(
    ({ row, column, cell: { mean, comparison } }) =>
      row.arm !== compare?.with &&
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
    ...sentenceOf(
      interval === null && compare === null ? [] : bare.map(columnLabel),
      (list) => `Without interval or test, having no numbers by subject: ${list}.`,
      ", ",
    ),
    ...sentenceOf(
      alone,
      (list) => `Without test, ${compare?.with} being no arm of it: ${list}.`,
      ", ",
    ),
    ...sentenceOf(
      unpaired.map(({ arm, column }) => `${arm}, ${columnLabel(column)}`),
      (list) =>
        `Without test, measured on other subjects or at other voxels than ${compare?.with}: ${list}.`,
    ),
  ]
}

const tests = {
  wilcoxon: "Wilcoxon signed-rank test over test subjects",
  t: "Student's paired test over seeds",
} as const

/** What is printed bold, and why something is not. */
export const bold = (report: TableReport): readonly string[] => {
  if (report.best === "none") return []
  const places = placesOf(report)
  const { boldIf } = report
  const isMarked = places.some(({ cell }) => cell.best)
  const withheld = (why: Cell["withheld"], per?: Column["per"]) =>
    places
      .filter(({ cell, column }) => cell.withheld === why && column.per === (per ?? column.per))
      .map(({ arm, column }) => `${arm}, ${columnLabel(column)}`)
  const not = [...unmarkedReasons].flatMap(([why, reason]) => {
    return sentenceOf(withheld(why), (list) => `${reason} (${list})`)
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
    ...sentenceOf(untested, (list) => `Too few pairs to test: ${list}.`),
    ...sentenceOf(untestable, (list) => `Best, but no numbers by subject to test: ${list}.`),
    ...sentenceOf(not, (list) => `${withheldMark} Best, but not bold: ${list}.`),
  ]
}
