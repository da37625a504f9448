import { Struct } from "effect"
import { cellsCsv, csv, seedsCsv, subjectsCsv } from "./csv.ts"
import type { DrawnFigure } from "./figures/figure.ts"
import type { ReportJson } from "./file/report.ts"
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

/** What report.json holds; numbers by subject are in their CSV alone. */
const jsonOf = ({ name, tables, figures, notes }: Report): ReportJson => ({
  name,
  tables: tables.map((table) => Struct.omit(table, ["subjects"])),
  figures: figures.map((figure) => ({
    ...Struct.pick(figure, ["name", "caption", "notes"]),
    files: figureFiles(figure).map((file) => file.name),
  })),
  ...(notes.length === 0 ? {} : { notes }),
})

/** The files of a report, report.json first and the page last, so that it shows what is there. */
export const reportFiles = (report: Report, formats: readonly Format[]): readonly ReportFile[] => [
  { name: "report.json", content: `${JSON.stringify(jsonOf(report), null, 2)}\n` },
  ...report.tables.flatMap((table) => formats.flatMap((format) => tableFiles[format](table))),
  ...report.figures.flatMap(figureFiles),
  ...(formats.includes("html") ? [{ name: "index.html", content: reportPage(report) }] : []),
]
