import type { Cell } from "./cell.ts"
import { missingMark, cellText } from "./cellText.ts"
import { columnLabel, type Column } from "./column.ts"
import { footnotes } from "./footnotes.ts"
import { headerRows } from "./header.ts"
import { element, markupText } from "./markup.ts"
import { provenanceOf, valueLines } from "./cellProvenance.ts"
import type { Row, TableReport } from "./report.ts"
import { slug } from "./slug.ts"

const head = (columns: readonly Column[]): string => {
  const rows = headerRows(columns)
  return rows
    .map((headings, level) => {
      const cells = headings.flatMap(({ text, span, start, leaf }) => {
        const width = columns[start]?.header.length ?? 0
        if (width <= level) return []
        const rowspan = leaf === null ? 1 : rows.length - level
        const attributes = {
          scope: leaf === null ? "colgroup" : "col",
          colspan: span === 1 ? undefined : span,
          rowspan: rowspan === 1 ? undefined : rowspan,
          class: leaf === null ? "group" : undefined,
        }
        return [element("th", attributes, markupText(text))]
      })
      const corner =
        level === 0
          ? element("th", { scope: "col", rowspan: rows.length, class: "arm" }, "Arm")
          : ""
      return element("tr", {}, corner, ...cells)
    })
    .join("\n")
}

const number = (column: Column, cell: Cell): string => {
  const { mean, std, interval, p, marks } = cellText(column, cell)
  if (mean === null) return missingMark
  const deviation = std === null ? "" : ` <span class="std">\u00b1 ${std}</span>`
  const value = `${cell.best ? `<strong>${mean}</strong>` : mean}${deviation}${marks.join("")}`
  const inferred = [interval, p === null ? null : `(${p})`].flatMap((text) =>
    text === null ? [] : [` <span class="std">${markupText(text)}</span>`],
  )
  return `${value}${inferred.join("")}`
}

const card = (id: string, row: Row, column: Column, cell: Cell): string =>
  element(
    "div",
    { id, popover: "auto", class: "card" },
    element("h4", {}, markupText(`${row.arm} \u00b7 ${columnLabel(column)}`)),
    element("p", {}, markupText(valueLines(column, cell).join("; "))),
    element(
      "ul",
      {},
      ...provenanceOf(column, cell).map((line) => element("li", {}, markupText(line))),
    ),
    element("p", { class: "convention" }, markupText(column.convention)),
  )

const dataCell = (id: string, row: Row, column: Column, cell: Cell): string => {
  const title = [...valueLines(column, cell), ...provenanceOf(column, cell)].join("\n")
  const button = element(
    "button",
    { type: "button", popovertarget: id, title },
    number(column, cell),
  )
  const kind = [cell.best ? "best" : "", cell.mean === null ? "missing" : ""].filter(Boolean)
  return element(
    "td",
    { class: kind.length === 0 ? undefined : kind.join(" ") },
    button,
    card(id, row, column, cell),
  )
}

/**
 * The table as HTML: headers grouped by task and metric; each number is a button that opens a card
 * with the seeds and the runs behind it, without a script.
 */
export const htmlTable = (report: TableReport): string => {
  const id = slug(report.name)
  const body = report.rows.map((row, rowIndex) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, markupText(row.arm)),
      ...report.columns.map((column, index) => {
        const cell = row.cells[index]
        return cell === undefined
          ? "<td></td>"
          : dataCell(`${id}-${rowIndex}-${index}`, row, column, cell)
      }),
    ),
  )
  const notes = footnotes(report).map((note) => element("li", {}, markupText(note)))
  return [
    `<div class="table" id="${id}">`,
    `<div class="scroll" role="region" tabindex="0" aria-label="${markupText(report.name)}">`,
    element(
      "table",
      {},
      element("caption", {}, markupText(report.caption === "" ? report.name : report.caption)),
      `\n<thead>\n${head(report.columns)}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n`,
    ),
    "</div>",
    element("ul", { class: "notes" }, ...notes),
    "</div>",
    "",
  ].join("\n")
}
