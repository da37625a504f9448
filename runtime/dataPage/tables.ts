import { element, markupText } from "../../reports/markup.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Outlier } from "./outliers.ts"
import type { SubjectFacts } from "./subjectFacts.ts"

const row = (cells: readonly string[]): string =>
  element(
    "tr",
    {},
    ...cells.map((cell, index) =>
      index === 0
        ? element("th", { scope: "row" }, markupText(cell))
        : element("td", {}, markupText(cell)),
    ),
  )

/** A table of text; the first cell of a row names it. */
const plainTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  element(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": heads[0] ?? "" },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((head) => element("th", { scope: "col" }, markupText(head))),
        ),
      ),
      element("tbody", {}, ...rows.map(row)),
    ),
  )

const short = (value: number): string => String(Number(value.toPrecision(4)))

const across = (values: readonly number[]): string => values.map(short).join(" x ")

/** How many subjects have each of the texts, the most frequent first. */
const counted = (head: string, texts: readonly string[]): string => {
  const groups = [...Map.groupBy(texts, (text) => text)]
  const rows = groups
    .map(([text, { length }]) => ({ text, length }))
    .toSorted((one, other) => other.length - one.length)
  return plainTable(
    [head, "subjects"],
    rows.map(({ text, length }) => [text, String(length)]),
  )
}

/** Which shapes, spacings and orientations there are. */
export const gridTables = (subjects: readonly SubjectFacts[]): readonly string[] => [
  counted(
    "shape (z, y, x), voxels",
    subjects.map(({ shape }) => across(shape)),
  ),
  counted(
    "spacing (z, y, x), mm",
    subjects.map(({ spacing }) => across(spacing.map((mm) => Math.round(mm * 1000) / 1000))),
  ),
  counted(
    "axes (x, y, z) point to",
    subjects.map(({ orientation }) => orientation),
  ),
]

/** A row a subject: grid, classes, region volumes, and the spread of each modality. */
export const subjectTable = (
  subjects: readonly SubjectFacts[],
  modalities: readonly string[],
  regions: readonly string[],
  partOf: (id: string) => string,
): string => {
  const labels = [...new Set(subjects.flatMap((subject) => Object.keys(subject.labels)))]
  return plainTable(
    [
      "subject",
      "part",
      ...labels,
      "shape",
      "after preprocessing",
      "spacing, mm",
      "axes",
      ...regions.map((region) => `${region}, ml`),
      ...modalities.flatMap((name) => [`${name}: 1 %`, "median", "99 %", "zeros"]),
    ],
    subjects.map(({ id, labels: classes, shape, prepared, spacing, orientation, ...facts }) => [
      id,
      partOf(id),
      ...labels.map((label) => String(classes[label] ?? "\u2014")),
      across(shape),
      across(prepared),
      across(spacing),
      orientation,
      ...regions.map((region) => {
        const volume = facts.volumes?.[region]
        return volume === undefined ? "\u2014" : volume.toFixed(2)
      }),
      ...modalities.flatMap((name) => {
        const found = facts.modalities[name]
        const inside = found?.inside ?? null
        const quantiles = inside === null ? [] : [inside.p1, inside.median, inside.p99]
        const shown = quantiles.length === 0 ? ["\u2014", "\u2014", "\u2014"] : quantiles.map(short)
        return [...shown, `${((found?.zero ?? 0) * 100).toFixed(1)} %`]
      }),
    ]),
  )
}

/** A row for each number that lies far from the others. */
export const outlierTable = (outliers: readonly Outlier[]): string =>
  plainTable(
    ["subject", "what", "value", "robust z"],
    outliers.map(({ subject, measure, value, z }) => [
      subject,
      measure,
      short(value),
      z.toFixed(1),
    ]),
  )

/** A row for each fault. */
export const faultTable = (faults: readonly Fault[]): string =>
  plainTable(
    ["where", "what is wrong", "expected", "what to do"],
    faults.map(({ what, where: { subject, file, line, column, field }, expected, hint }) => [
      [
        subject,
        file,
        line === undefined ? undefined : `line ${line}`,
        column === undefined ? undefined : `column ${column}`,
        field,
      ]
        .filter((part) => part !== undefined)
        .join(" "),
      what,
      expected ?? "",
      hint ?? "",
    ]),
  )

/** A row for each subject that is left out. */
export const excludedTable = (excluded: ReadonlyMap<string, string>): string =>
  plainTable(
    ["subject", "reason"],
    [...excluded].map(([id, reason]) => [id, reason === "" ? "\u2014" : reason]),
  )
