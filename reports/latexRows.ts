import { emphasisOf, type Place } from "./drawnRows.ts"
import type { Heading } from "./header.ts"
import { latexText } from "./latexText.ts"
import { stubText, type Layout } from "./layout.ts"
import { written } from "./smallMarkup.ts"

/** A heading, label or caption with its small markup. */
export const label = (text: string): string =>
  written(text, {
    none: latexText,
    sub: (own) => `\\textsubscript{${latexText(own)}}`,
    super: (own) => `\\textsuperscript{${latexText(own)}}`,
  })

const commands = { slanted: "\\textit", bold: "\\textbf", underlined: "\\underline", none: null }

const number = (place: Place): string => {
  const { main, std, rest, marks, gap } = place.text
  if (main === null) return latexText(gap)
  const value = `${latexText(main)}${std === null ? "" : ` $\\pm$ ${std}`}`.replace(/^-/, "$-$")
  const command = commands[emphasisOf(place)]
  const marked = command === null ? value : `${command}{${value}}`
  const notes = marks.length === 0 ? "" : `\\textsuperscript{${latexText(marks.join(""))}}`
  return [`${marked}${notes}`, ...rest.map(latexText)].join(" ")
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

/** Names of arms to the left, ticks and numbers in the middle. */
export const columnsOf = ({ groups, stubWidth, width }: Layout): string => {
  const stubs = Array.from({ length: stubWidth }, (_, index) =>
    groups.some((lines) => lines.some(({ stub }) => typeof stub[index] === "boolean")) ? "c" : "l",
  )
  return `@{}${stubs.join("")}${"c".repeat(width)}@{}`
}

/** The headings, a rule below each group of columns. */
export const headLines = ({ stubs, head, stubWidth, width }: Layout): readonly string[] => {
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

/** The texts of each line, in the groups of the table. */
const textsOf = ({ groups }: Layout): readonly (readonly (readonly string[])[])[] =>
  groups.map((lines) =>
    lines.map(({ stub, places }) => [
      ...stub.map((value) => label(stubText(value))),
      ...places.map(number),
    ]),
  )

/** Groups of lines with a rule between. No page ends between an arm's own line and the published one. */
export const bodyLines = (layout: Layout): readonly string[] =>
  textsOf(layout).flatMap((lines, group) => [
    ...(group === 0 ? [] : ["\\midrule"]),
    ...lines.map((cells, index) => {
      const [own, next] = layout.groups[group]?.slice(index, index + 2) ?? []
      const isOne = own?.places[0]?.kind === "measured" && next?.places[0]?.kind === "published"
      return `${rowLine(cells)}${isOne ? "*" : ""}`
    }),
  ])

/** About how wide a text is set; bold letters are the wider ones. */
const widthOf = (text: string): number =>
  text.replaceAll(/\\[a-zA-Z]+|[{}$\\]/g, "").length * (text.includes("\\textbf") ? 1.15 : 1)

/** A line of the widest text of each column, by which the width of the table is known. */
export const widestLine = (layout: Layout): string =>
  rowLine(
    textsOf(layout)
      .flat()
      .reduce((widest, cells) =>
        cells.map((text, column) =>
          widthOf(text) > widthOf(widest[column] ?? "") ? text : (widest[column] ?? ""),
        ),
      ),
  )
