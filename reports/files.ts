import { cellsCsv, csv, seedsCsv, subjectsCsv } from "./csv.ts"
import type { DrawnFigure } from "./figures/figure.ts"
import { htmlTable } from "./html.ts"
import { latexTable } from "./latex.ts"
import { markdownTable } from "./markdown.ts"
import { reportPage, type Report } from "./page.ts"
import type { TableReport } from "./report.ts"
import { slug } from "./slug.ts"

/** What tables are written as, beside report.json. */
export type Format = "html" | "latex" | "md" | "csv"

/** A file of a report: its name and its bytes. */
export interface ReportFile {
  readonly name: string
  readonly content: string | Uint8Array
}

const tableFiles: Record<Format, (table: TableReport) => readonly ReportFile[]> = {
  html: (table) => [{ name: `${slug(table.name)}.html`, content: htmlTable(table) }],
  latex: (table) => [{ name: `${slug(table.name)}.tex`, content: latexTable(table) }],
  md: (table) => [{ name: `${slug(table.name)}.md`, content: markdownTable(table) }],
  csv: (table) => [
    { name: `${slug(table.name)}.csv`, content: cellsCsv(table) },
    { name: `${slug(table.name)}.seeds.csv`, content: seedsCsv(table) },
    { name: `${slug(table.name)}.subjects.csv`, content: subjectsCsv(table) },
  ],
}

const figureFiles = ({ name, svg, png, records }: DrawnFigure): readonly ReportFile[] => [
  { name: `${slug(name)}.svg`, content: svg },
  { name: `${slug(name)}.png`, content: png },
  ...(records === undefined ? [] : [{ name: `${slug(name)}.csv`, content: csv(records) }]),
]

/** A table without the numbers by subject, which are in their CSV alone. */
const withoutSubjects = (table: TableReport): Omit<TableReport, "subjects"> => {
  const { subjects: _, ...rest } = table
  return rest
}

/** report.json: every number of the tables with the runs behind it, the figures' captions, notes where there are. */
const json = ({ name, tables, figures, notes }: Report): string => {
  const drawn = figures.map((figure) => ({
    name: figure.name,
    caption: figure.caption,
    notes: figure.notes,
    files: figureFiles(figure).map((file) => file.name),
  }))
  const noted = notes.length === 0 ? {} : { notes }
  const data = { name, tables: tables.map(withoutSubjects), figures: drawn, ...noted }
  return `${JSON.stringify(data, null, 2)}\n`
}

/** The files of a report, report.json first and the page last, so that it shows what is there. */
export const reportFiles = (report: Report, formats: readonly Format[]): readonly ReportFile[] => [
  { name: "report.json", content: json(report) },
  ...report.tables.flatMap((table) => formats.flatMap((format) => tableFiles[format](table))),
  ...report.figures.flatMap(figureFiles),
  ...(formats.includes("html") ? [{ name: "index.html", content: reportPage(report) }] : []),
]
