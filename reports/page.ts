import { cardData } from "./cardData.ts"
import { cardScript } from "./cardScript.ts"
import type { DrawnFigure } from "./figures/figure.ts"
import { htmlTable, label } from "./html.ts"
import { printedOf } from "./lint/fromReport.ts"
import { lintTables } from "./lint/lint.ts"
import { element, markupText } from "./markup.ts"
import type { TableReport } from "./report.ts"
import { pageScript } from "./pageScript.ts"
import { planGraph, type PlannedStage } from "./planGraph.ts"
import { runsTable, type Work } from "./runsTable.ts"
import { slug } from "./slug.ts"
import { style } from "./style.ts"
import type { Fact } from "./summary.ts"
import { valuesTable, type WrittenValue } from "./valuesTable.ts"

/** Everything one experiment file reports. */
export interface Report {
  readonly name: string
  /** What was run (`summarize`). */
  readonly summary: readonly Fact[]
  readonly tables: readonly TableReport[]
  readonly figures: readonly DrawnFigure[]
  /** What a reader must be warned of. */
  readonly notes: readonly Fact[]
  /** Where the report comes from: file, command, versions, machine. Shown on the page alone. */
  readonly provenance: readonly Fact[]
  /** What the file says of its arms, and where. Shown on the page alone. */
  readonly values: readonly WrittenValue[]
  /** The work that runs took, by the key of the stage that measured. Shown on the page alone. */
  readonly work: ReadonlyMap<string, Work>
  /** Every stage of the plan, each after its inputs. Shown on the page alone. */
  readonly stages: readonly PlannedStage[]
}

const facts = (list: readonly Fact[]): string =>
  element(
    "dl",
    {},
    ...list.flatMap(({ term, lines }) => [
      element("dt", {}, markupText(term)),
      element("dd", {}, ...lines.map((line) => element("p", {}, markupText(line)))),
    ]),
  )

/** Figures without the panels that another one shows. */
const wholeFigures = (figures: readonly DrawnFigure[]): readonly DrawnFigure[] =>
  figures.filter(({ panelOf }) => !figures.some(({ name }) => name === panelOf))

const figure = ({ name, caption, notes, svg }: DrawnFigure, index: number): string =>
  element(
    "figure",
    { id: slug(name) },
    `\n${svg}\n`,
    element(
      "figcaption",
      {},
      element("b", {}, `Figure ${index + 1}.`),
      ` ${label(caption === "" ? name : caption)}`,
      element("small", {}, markupText(notes.join(" "))),
    ),
  )

const plan = (stages: readonly PlannedStage[]): string =>
  element(
    "figure",
    {},
    element(
      "div",
      { class: "scroll plan", role: "region", tabindex: 0, "aria-label": "Plan" },
      planGraph(stages),
    ),
    element(
      "figcaption",
      {},
      element(
        "small",
        {},
        "A box is the stages of a kind that the same arms use, all seeds together; filled ones are shared by several arms.",
      ),
    ),
  )

interface Section {
  readonly id: string
  readonly title: string
  readonly content: string
}

/** A section of what there is; none of nothing. */
const shown = <Part>(
  id: string,
  title: string,
  parts: readonly Part[],
  draw: (parts: readonly Part[]) => string,
): readonly Section[] => (parts.length === 0 ? [] : [{ id, title, content: draw(parts) }])

const section = ({ id, title, content }: Section): string =>
  element(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title` }, title),
    content,
  )

/** Notes on tables at most: of a thousand equal rows each pair would have one. */
const mostOddities = 50

/** What does not add up in the tables, a term each. */
const oddities = (tables: Report["tables"]): readonly Fact[] => {
  const found = lintTables(tables.map(printedOf))
  const more = found.length - mostOddities
  return [
    ...found
      .slice(0, mostOddities)
      .map(({ where, what, because }) => ({ term: where, lines: [what, because] })),
    ...(more > 0 ? [{ term: "Tables", lines: [`${more} more of these`] }] : []),
  ]
}

/** The report as one HTML page: it needs no network, and its script only to sort and search tables. */
export const reportPage = (report: Report): string => {
  const notes = [...report.notes, ...oddities(report.tables)]
  const sections = [
    shown("experiment", "Experiment", report.summary, facts),
    shown("tables", "Tables", report.tables, (tables) => tables.map(htmlTable).join("")),
    shown("figures", "Figures", wholeFigures(report.figures), (own) => own.map(figure).join("")),
    shown("notes", "Notes", notes, facts),
    shown("runs", "Runs", report.tables, (tables) => runsTable(tables, report.work)),
    shown("plan", "Plan", report.stages, plan),
    shown("values", "Values, and where they are written", report.values, valuesTable),
    shown("provenance", "Provenance", report.provenance, facts),
  ].flat()
  const links = sections.map(({ id, title }) => element("a", { href: `#${id}` }, title))
  const name = markupText(report.name)
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${name}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<header><h1>${name}</h1>${element("nav", { "aria-label": "Sections" }, ...links)}</header>`,
    "<main>",
    ...sections.map(section),
    "</main>",
    `<script type="application/json" id="behind">${cardData(report.tables, report.work, report.values)}</script>`,
    `<script>${pageScript}${cardScript}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n")
}
