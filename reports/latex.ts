import type { StubValue } from "../dsl/stub.ts"
import type { Place } from "./drawnRows.ts"
import { footnotes } from "./footnotes.ts"
import type { Heading } from "./header.ts"
import { latexText } from "./latexText.ts"
import { layoutOf, notHere, tick, type Layout } from "./layout.ts"
import type { TableReport } from "./report.ts"
import { written } from "./smallMarkup.ts"

/** A heading or label with its small markup. */
const label = (text: string): string =>
  written(text, {
    none: latexText,
    sub: (own) => `\\textsubscript{${latexText(own)}}`,
    super: (own) => `\\textsuperscript{${latexText(own)}}`,
  })

const number = ({ cell, kind, text }: Place): string => {
  const { main, std, rest, marks, gap } = text
  if (main === null) return latexText(gap)
  const value = `${latexText(main)}${std === null ? "" : ` $\\pm$ ${std}`}`.replace(/^-/, "$-$")
  const marked =
    kind !== "measured"
      ? `\\textit{${value}}`
      : cell.best
        ? `\\textbf{${value}}`
        : cell.second === true
          ? `\\underline{${value}}`
          : value
  const notes = marks.length === 0 ? "" : `\\textsuperscript{${latexText(marks.join(""))}}`
  return [`${marked}${notes}`, ...rest.map(latexText)].join(" ")
}

const stubText = (value: StubValue): string => {
  if (typeof value === "string") return label(value)
  return value === null ? latexText(notHere) : value ? latexText(tick) : ""
}

/** A row. `[` or `*` at its beginning would be an argument of the `\\\\` or the rule before it. */
const rowLine = (cells: readonly string[]): string =>
  `${cells.join(" & ").replace(/^(?=[[*])/, "{}")} \\\\`

/** A heading at the row and column where it is printed. */
interface Printed extends Heading {
  readonly row: number
  /** Row below which its group's rule lies. */
  readonly end: number
}

const printedOf = (rows: Layout["head"], from: number, isStub: boolean): readonly Printed[] =>
  rows.flatMap((headings, row) =>
    headings.map((heading) => {
      const end = row + heading.rows - 1
      const start = heading.start + from
      return { ...heading, start, end, row: isStub || !heading.isLeaf ? end : row }
    }),
  )

const headerLines = (layout: Layout): readonly string[] => {
  const { stubs, head, stubWidth, width } = layout
  const printed = [...printedOf(stubs, 0, true), ...printedOf(head, stubWidth, false)]
  return head.flatMap((_, row) => {
    const cells: string[] = []
    for (let column = 0; column < stubWidth + width;) {
      const found = printed.find((each) => each.row === row && each.start === column)
      const span = found?.span ?? 1
      const text = label(found?.text ?? "")
      cells.push(span === 1 ? text : `\\multicolumn{${span}}{c}{${text}}`)
      column += span
    }
    const rules = printed
      .filter(({ end, text, isLeaf }) => end === row && text !== "" && !isLeaf)
      .map(({ start, span }) => `\\cmidrule(lr){${start + 1}-${start + span}}`)
    return [rowLine(cells), ...(rules.length === 0 ? [] : [rules.join(" ")])]
  })
}

/** A name that LaTeX takes in \ref. */
const reference = (name: string): string => `tab:${name.replace(/[^A-Za-z0-9:.-]+/g, "-")}`

const hasTicks = ({ groups }: Layout): boolean =>
  groups.some((lines) => lines.some(({ stub }) => stub.includes(true)))

/** Names of arms to the left, ticks in the middle. */
const stubAlignment = ({ groups, stubWidth }: Layout): string =>
  Array.from({ length: stubWidth }, (_, index) =>
    groups.some((lines) => lines.some(({ stub }) => typeof stub[index] === "boolean")) ? "c" : "l",
  ).join("")

/**
 * The table as a LaTeX float with booktabs rules, headers grouped, groups of rows between rules, and a
 * footnote with the conventions. More than four columns take `table*`, the full width of a
 * two-column page; a table that is still too wide is scaled to the line.
 */
export const latexTable = (report: TableReport): string => {
  const layout = layoutOf(report)
  const environment = layout.width > 4 ? "table*" : "table"
  const groups = layout.groups.map((lines) =>
    lines.map(({ stub, places }) => {
      return rowLine([...stub.map(stubText), ...places.map(number)])
    }),
  )
  return [
    `% Needs \\usepackage{booktabs,graphicx${hasTicks(layout) ? ",amssymb" : ""}}.`,
    `\\begin{${environment}}[t]`,
    "\\centering",
    `\\caption{${label(report.caption === "" ? report.name : report.caption)}}`,
    `\\label{${reference(report.name)}}`,
    "\\footnotesize",
    "\\setlength{\\tabcolsep}{4pt}",
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `\\begin{tabular}{@{}${stubAlignment(layout)}${"c".repeat(layout.width)}@{}}`,
    "\\toprule",
    ...headerLines(layout),
    "\\midrule",
    ...groups.flatMap((lines, index) => [...(index === 0 ? [] : ["\\midrule"]), ...lines]),
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
