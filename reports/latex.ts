import { footnotes } from "./footnotes.ts"
import { bodyLines, columnsOf, headLines, label, widestLine } from "./latexRows.ts"
import { latexText } from "./latexText.ts"
import { layoutOf, type Layout } from "./layout.ts"
import type { TableReport } from "./report.ts"

/** Lines of a table that is set on one page; longer ones go on over pages. */
const mostLines = 40

/** What a table is made of, however it is set. */
interface Parts {
  readonly layout: Layout
  readonly caption: string
  /** Its name in \ref. */
  readonly reference: string
  readonly notes: readonly string[]
  readonly isTurned: boolean
}

const needs = ({ layout: { groups } }: Parts, packages: readonly string[]): string => {
  const hasTicks = groups.some((lines) => lines.some(({ stub }) => stub.includes(true)))
  return `% Needs \\usepackage{${[...packages, ...(hasTicks ? ["amssymb"] : [])].join(",")}}.`
}

/** What LaTeX says of a table in box 0 that is wider than so many lines. */
const widthWarning = ({ reference, isTurned }: Parts, lines: string): readonly string[] => [
  `\\ifdim\\wd0>${lines}\\linewidth`,
  `\\GenericWarning{}{LaTeX Warning: Table \`${reference}' is too wide for its page: ${isTurned ? "fewer columns" : "landscape: true, or fewer columns"}}%`,
  "\\fi",
]

/** Between columns, and below the caption, where classes leave none. */
const spaces = ["\\setlength{\\tabcolsep}{4pt}", "\\setlength{\\abovetopsep}{4pt}"]

/**
 * A float; more than four columns take `table*`, the full width of a two-column page. It is scaled to the
 * line where it is too wide, and LaTeX warns where that leaves letters of less than 5pt.
 */
const float = (parts: Parts): readonly string[] => {
  const { layout, caption, reference, notes } = parts
  const environment = layout.width > 4 ? "table*" : "table"
  return [
    needs(parts, ["booktabs", "graphicx"]),
    `\\begin{${environment}}[tp]`,
    "\\centering",
    `\\caption{${caption}}`,
    `\\label{${reference}}`,
    "\\footnotesize",
    ...spaces,
    "\\sbox0{%",
    `\\begin{tabular}{${columnsOf(layout)}}`,
    "\\toprule",
    ...headLines(layout),
    "\\midrule",
    ...bodyLines(layout),
    "\\bottomrule",
    "\\end{tabular}}",
    ...widthWarning(parts, "1.6"),
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{\\usebox0}",
    "",
    "\\smallskip",
    "\\begin{minipage}{\\linewidth}",
    "\\scriptsize",
    ...notes,
    "\\end{minipage}",
    `\\end{${environment}}`,
  ]
}

/**
 * A table over pages of one column, its head on each. Too wide a one has smaller letters, down to 5pt; LaTeX
 * warns where that is not enough.
 */
const pages = (parts: Parts): readonly string[] => {
  const { layout, caption, reference, notes, isTurned } = parts
  const columns = columnsOf(layout)
  const all = layout.stubWidth + layout.width
  return [
    needs(parts, ["booktabs", "longtable", ...(isTurned ? ["pdflscape"] : [])]),
    "\\begingroup",
    "\\makeatletter\\if@twocolumn\\onecolumn\\aftergroup\\twocolumn\\fi\\makeatother",
    ...(isTurned ? ["\\begin{landscape}"] : []),
    ...spaces,
    "\\setlength{\\LTcapwidth}{\\linewidth}",
    "\\def\\ablatehead{%",
    "\\toprule",
    ...headLines(layout),
    "\\midrule}",
    "\\def\\ablatewidth{\\sbox0{%",
    `\\begin{tabular}{${columns}}`,
    "\\ablatehead",
    widestLine(layout),
    "\\end{tabular}}}",
    "\\footnotesize\\ablatewidth",
    "\\ifdim\\wd0>\\linewidth\\scriptsize\\setlength{\\tabcolsep}{3pt}\\ablatewidth\\fi",
    "\\ifdim\\wd0>\\linewidth\\tiny\\setlength{\\tabcolsep}{2pt}\\ablatewidth\\fi",
    ...widthWarning(parts, ""),
    `\\begin{longtable}{${columns}}`,
    `\\caption{${caption}}\\label{${reference}}\\\\`,
    "\\ablatehead",
    "\\endfirsthead",
    `\\multicolumn{${all}}{@{}c@{}}{\\tablename~\\thetable\\ (continued)}\\\\`,
    "\\ablatehead",
    "\\endhead",
    "\\midrule",
    `\\multicolumn{${all}}{@{}r@{}}{continued on the next page}\\\\`,
    "\\endfoot",
    "\\bottomrule",
    "\\endlastfoot",
    ...bodyLines(layout),
    "\\end{longtable}",
    "\\noindent\\scriptsize",
    ...notes,
    "\\par",
    ...(isTurned ? ["\\end{landscape}"] : []),
    "\\endgroup",
  ]
}

/**
 * The table as LaTeX with booktabs rules, headers grouped, groups of rows between rules, and a footnote with
 * the conventions: a float, or over pages where it is long or asked to be turned (`landscape`).
 */
export const latexTable = (report: TableReport): string => {
  const layout = layoutOf(report)
  const isTurned = report.landscape === true
  const isLong = layout.groups.flat().length > mostLines
  const parts: Parts = {
    layout,
    caption: label(report.caption === "" ? report.name : report.caption),
    reference: `tab:${report.name.replace(/[^A-Za-z0-9:.-]+/g, "-")}`,
    notes: footnotes(report).map(latexText),
    isTurned,
  }
  return [...(isTurned || isLong ? pages : float)(parts), ""].join("\n")
}
