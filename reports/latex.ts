import { cellText } from "./cellText.ts"
import type { Cell } from "./cell.ts"
import type { Column } from "./column.ts"
import { footnotes } from "./footnotes.ts"
import { headerRows, type Heading } from "./header.ts"
import { latexText } from "./latexText.ts"
import type { TableReport } from "./report.ts"

const number = (column: Column, cell: Cell): string => {
  const { mean, std, interval, p, marks } = cellText(column, cell)
  if (mean === null) return "---"
  const inferred = `${interval === null ? "" : ` ${latexText(interval)}`}${p === null ? "" : ` (${latexText(p)})`}`
  const value = (std === null ? mean : `${mean} $\\pm$ ${std}`).replace(/^-/, "$-$")
  return `${cell.best ? `\\textbf{${value}}` : value}${marks.length === 0 ? "" : `\\textsuperscript{${latexText(marks.join(""))}}`}${inferred}`
}

const heading = ({ text, span }: Heading): string =>
  span === 1 ? latexText(text) : `\\multicolumn{${span}}{c}{${latexText(text)}}`

/** Rules under the headings of a group; column 1 holds the arms' names. */
const groupRules = (headings: readonly Heading[]): string =>
  headings
    .filter(({ text, leaf }) => text !== "" && leaf === null)
    .map(({ start, span }) => `\\cmidrule(lr){${start + 2}-${start + 1 + span}}`)
    .join(" ")

const headerLines = (columns: readonly Column[]): readonly string[] => {
  const rows = headerRows(columns)
  return rows.flatMap((headings, level) => {
    const last = level === rows.length - 1
    const cells = [last ? "Arm" : "", ...headings.map(heading)].join(" & ")
    const rules = last ? "" : groupRules(headings)
    return [`${cells} \\\\`, ...(rules === "" ? [] : [rules])]
  })
}

/** A label that LaTeX takes in \ref. */
const label = (name: string): string => `tab:${name.replace(/[^A-Za-z0-9:.-]+/g, "-")}`

/**
 * The table as a LaTeX float with booktabs rules, headers grouped by task and metric, and a
 * footnote with the conventions. More than four columns take `table*`, the full width of a
 * two-column page; a table that is still too wide is scaled to the line.
 */
export const latexTable = (report: TableReport): string => {
  const environment = report.columns.length > 4 ? "table*" : "table"
  const rows = report.rows.map((row) =>
    [
      latexText(row.arm),
      ...report.columns.map((column, index) => {
        const cell = row.cells[index]
        return cell === undefined ? "" : number(column, cell)
      }),
    ].join(" & "),
  )
  return [
    "% Needs \\usepackage{booktabs,graphicx}.",
    `\\begin{${environment}}[t]`,
    "\\centering",
    `\\caption{${latexText(report.caption === "" ? report.name : report.caption)}}`,
    `\\label{${label(report.name)}}`,
    "\\footnotesize",
    "\\setlength{\\tabcolsep}{4pt}",
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `\\begin{tabular}{@{}l${"c".repeat(report.columns.length)}@{}}`,
    "\\toprule",
    ...headerLines(report.columns),
    "\\midrule",
    ...rows.map((row) => `${row} \\\\`),
    "\\bottomrule",
    "\\end{tabular}}",
    "",
    "\\smallskip",
    "\\begin{minipage}{\\linewidth}",
    "\\scriptsize",
    ...footnotes(report).map((note) => latexText(note)),
    "\\end{minipage}",
    `\\end{${environment}}`,
    "",
  ].join("\n")
}
