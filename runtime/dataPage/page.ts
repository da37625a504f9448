import { excludedBy } from "../../dsl/dataset.ts"
import type { Fault } from "../../dsl/fault.ts"
import { encodePng } from "../../reports/figures/png.ts"
import { element, markupText } from "../../reports/markup.ts"
import { style } from "../../reports/style.ts"
import type { Survey } from "./examine.ts"
import { histogramPanel } from "./histograms.ts"
import { sampleSize } from "./intensities.ts"
import { fewest, outliersOf, threshold, type Outlier } from "./outliers.ts"
import type { SubjectFacts } from "./subjectFacts.ts"
import { excludedTable, faultTable, gridTables, outlierTable, subjectTable } from "./tables.ts"

/** Subjects whose slices are shown: those that lie far off first, then by name. */
const pictured = 60

const ownStyle = `
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start; }
.row figure { margin: 0 0 1rem; }
.row img { display: block; width: 160px; image-rendering: pixelated; background: #000; }
.row figcaption { margin-top: .2rem; font-size: .8rem; }
h3 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
.note { color: var(--soft); font-size: .88rem; max-width: 60rem; }
`

const section = (id: string, title: string, ...content: readonly string[]): string =>
  element("section", { id }, element("h2", {}, markupText(title)), ...content)

const note = (words: string): string => element("p", { class: "note" }, markupText(words))

const slicesOf = ({ id, slices }: SubjectFacts): string =>
  [
    element("h3", {}, markupText(id)),
    element(
      "div",
      { class: "row" },
      ...slices.map(({ title, pixels }) =>
        element(
          "figure",
          {},
          `<img alt="${markupText(`${id}, ${title}`)}" src="data:image/png;base64,${Buffer.from(encodePng(pixels)).toString("base64")}">`,
          element("figcaption", {}, markupText(title)),
        ),
      ),
    ),
  ].join("")

const pictures = (subjects: readonly SubjectFacts[], outliers: readonly Outlier[]): string => {
  const far = new Set(outliers.map(({ subject }) => subject))
  const ordered = [
    ...subjects.filter(({ id }) => far.has(id)),
    ...subjects.filter(({ id }) => !far.has(id)),
  ]
  const shown = ordered.slice(0, pictured)
  return section(
    "slices",
    "Middle slices",
    note(
      `The middle axial plane as the voxels are stored, rows from the first; grey from the percentile 0.5 to 99.5 of what is not 0.${shown.length < ordered.length ? ` ${shown.length} of ${ordered.length} subjects, outliers first.` : ""}`,
    ),
    ...shown.map(slicesOf),
  )
}

const histograms = (subjects: readonly SubjectFacts[], modalities: readonly string[]): string => {
  const panels = modalities.flatMap((name) => {
    const found = subjects.flatMap(({ id, modalities: all }) => {
      const histogram = all[name]?.histogram ?? null
      return histogram === null ? [] : [{ subject: id, histogram }]
    })
    return found.length === 0 ? [] : [element("figure", {}, histogramPanel(name, found))]
  })
  return section(
    "histograms",
    "Intensities",
    note(
      `A line a subject: the voxels that are not 0, before preprocessing, between their percentiles 0.5 and 99.5, of up to ${sampleSize} voxels at equal steps. The height is the share of voxels per unit of intensity.`,
    ),
    element("div", { class: "row" }, ...panels),
  )
}

const outlierSection = (subjects: readonly SubjectFacts[], outliers: readonly Outlier[]): string =>
  section(
    "outliers",
    "Outliers",
    note(
      subjects.length < fewest
        ? `With fewer than ${fewest} subjects none is told from the others.`
        : `Modified z-scores (Iglewicz and Hoaglin 1993) beyond ${threshold}, among ${subjects.length} subjects; region volumes are compared as edges of cubes. An outlier is to be looked at; it need not be wrong.`,
    ),
    outliers.length === 0 ? "" : outlierTable(outliers),
  )

const faultSection = (faults: readonly Fault[], unread: boolean): string =>
  section(
    "faults",
    `Faults: ${faults.length === 0 ? "none" : faults.length}`,
    unread ? note("No file was opened: these faults keep the subjects from being listed.") : "",
    faults.length === 0 ? "" : faultTable(faults),
  )

const excludedSection = (excluded: ReadonlyMap<string, string>): readonly string[] =>
  excluded.size === 0
    ? []
    : [section("excluded", `Left out: ${excluded.size}`, excludedTable(excluded))]

const warningSection = (warnings: readonly Fault[]): string =>
  section(
    "warnings",
    `Warnings: ${warnings.length}`,
    note("To be looked at; nothing is refused for them."),
    faultTable(warnings),
  )

/** A data set as one HTML page that needs no network and no script. */
export const dataPage = ({
  dataset,
  subjects,
  partOf,
  faults,
  warnings,
  unread,
}: Survey): string => {
  const { modalities } = dataset
  const regions = Object.keys(dataset.regions)
  const outliers = outliersOf(subjects, modalities, regions)
  const title = markupText(`Data check: ${dataset.kind}`)
  const grids = section("grids", "Grids", element("div", { class: "row" }, ...gridTables(subjects)))
  const all = section(
    "subjects",
    `Subjects: ${subjects.length}`,
    subjectTable(subjects, modalities, regions, partOf),
  )
  const read = [
    outlierSection(subjects, outliers),
    grids,
    histograms(subjects, modalities),
    pictures(subjects, outliers),
    all,
  ]
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<style>${style}${ownStyle}</style>`,
    "</head>",
    "<body>",
    `<header><h1>${title}</h1></header>`,
    "<main>",
    faultSection(faults, unread),
    ...excludedSection(excludedBy(dataset.exclude)),
    ...(warnings.length === 0 ? [] : [warningSection(warnings)]),
    ...(subjects.length === 0 ? [] : read),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n")
}
