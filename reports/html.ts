import type { StubValue } from "../dsl/stub.ts"
import { armName } from "../dsl/target.ts"
import { columnLabel } from "./column.ts"
import { emphasisOf, type Place } from "./drawnRows.ts"
import { footnotes } from "./footnotes.ts"
import type { Heading } from "./header.ts"
import { layoutOf, stubText, type Layout } from "./layout.ts"
import { element, markupText, type Attributes } from "./markup.ts"
import { provenanceOf, short, valueLines } from "./cellProvenance.ts"
import type { TableReport } from "./report.ts"
import { slug } from "./slug.ts"
import { plainLabel, written } from "./smallMarkup.ts"

/** A heading, label or caption with its small markup. */
export const label = (text: string): string =>
  written(text, {
    none: markupText,
    sub: (own) => element("sub", {}, markupText(own)),
    super: (own) => element("sup", {}, markupText(own)),
  })

const headCell = ({ text, span, rows, isLeaf }: Heading, own: Attributes = {}): string =>
  element(
    "th",
    {
      scope: isLeaf ? "col" : "colgroup",
      colspan: span === 1 ? undefined : span,
      rowspan: rows === 1 ? undefined : rows,
      class: isLeaf ? undefined : "group",
      ...own,
    },
    label(text),
  )

/** How rows may be sorted by a column: the best first. Not where a line belongs to the one above it. */
const sorting = ({ start, isLeaf }: Heading, { columns, transpose, published }: TableReport) =>
  isLeaf && !transpose && published?.draw !== "both"
    ? {
        "data-column": start,
        "data-sort": columns[start]?.better === "higher" ? "descending" : "ascending",
      }
    : {}

const head = ({ stubs, head: rows }: Layout, report: TableReport): string =>
  rows
    .map((headings, level) =>
      element(
        "tr",
        {},
        ...(stubs[level] ?? []).map((each) => headCell(each, { class: "arm" })),
        ...headings.map((each) => headCell(each, sorting(each, report))),
      ),
    )
    .join("\n")

const elements = { slanted: "i", bold: "strong", underlined: "u", none: null }

const number = (place: Place): string => {
  const { main, std, rest, marks, gap } = place.text
  if (main === null) return gap
  const deviation = std === null ? "" : ` <span class="std">\u00b1 ${std}</span>`
  const text = markupText(main)
  const name = elements[emphasisOf(place)]
  const marked = name === null ? text : element(name, {}, text)
  const inferred = rest.map((each) => ` <span class="std">${markupText(each)}</span>`)
  return `${marked}${deviation}${marks.join("")}${inferred.join("")}`
}

const card = (id: string, { row, column, cell }: Place, lines: readonly string[]): string =>
  element(
    "div",
    {
      id,
      popover: "auto",
      class: "card",
      "data-arm": armName(column.block, row.arm),
      "data-column": column.name,
    },
    element("h4", {}, markupText(`${plainLabel(row.label)} \u00b7 ${columnLabel(column)}`)),
    element("p", {}, markupText(lines.join("; "))),
    element(
      "ul",
      {},
      ...provenanceOf(column, cell).map(({ seed, text, keys }) =>
        element(
          "li",
          keys.length === 0 ? {} : { "data-seed": seed, "data-runs": keys.map(short).join(" ") },
          markupText(text),
        ),
      ),
    ),
    element("p", { class: "convention" }, markupText(column.convention)),
  )

const stateClass = ({ cell }: Place): string =>
  [...new Set([cell.best ? "best" : "", cell.mean === null ? "missing" : "", cell.state])]
    .filter(Boolean)
    .join(" ")

const dataCell = (id: string, place: Place, report: TableReport): string => {
  const sorted = { "data-value": place.value ?? undefined }
  // No run stands behind what is published: there is no card of it.
  if (place.kind === "published")
    return element("td", { class: "published", ...sorted }, number(place))
  const lines = valueLines(place.column, place.cell, report.show)
  const button = element("button", { type: "button", popovertarget: id }, number(place))
  return element("td", { class: stateClass(place), ...sorted }, button, card(id, place, lines))
}

const stubCell = (value: StubValue, index: number): string => {
  const text = label(stubText(value))
  if (typeof value === "string") return element("th", { scope: "row" }, text)
  return index === 0
    ? element("th", { scope: "row", class: "tick" }, text)
    : element("td", { class: "tick" }, text)
}

/**
 * The table as HTML: headers grouped, a body for each group of rows; each number is a button that
 * opens a card with the seeds and the runs behind it, without a script.
 */
export const htmlTable = (report: TableReport): string => {
  const id = slug(report.name)
  const layout = layoutOf(report)
  let line = -1
  const bodies = layout.groups.map((lines) => {
    const rows = lines.map(({ stub, places }) => {
      line++
      return element(
        "tr",
        {},
        ...stub.map(stubCell),
        ...places.map((place, index) => dataCell(`${id}-${line}-${index}`, place, report)),
      )
    })
    return `<tbody>\n${rows.join("\n")}\n</tbody>`
  })
  const notes = footnotes(report).map((note) => element("li", {}, markupText(note)))
  const caption = label(report.caption === "" ? report.name : report.caption)
  return [
    `<div class="table" id="${id}" data-table="${markupText(report.name)}">`,
    `<div class="scroll" role="region" tabindex="0" aria-label="${markupText(report.name)}">`,
    element(
      "table",
      {},
      element("caption", {}, caption),
      `\n<thead>\n${head(layout, report)}\n</thead>\n${bodies.join("\n")}\n`,
    ),
    "</div>",
    element("ul", { class: "notes" }, ...notes),
    "</div>",
    "",
  ].join("\n")
}
