import { join, relative } from "node:path"
import { Console, Effect } from "effect"
import type { Format } from "../../reports/files.ts"
import { markdownTable } from "../../reports/markdown.ts"
import type { Report } from "../../reports/page.ts"
import { writeReport } from "../../reports/write.ts"
import { reportOf } from "../results/report.ts"
import { mlflowPages } from "./mlflowPages.ts"
import { outFolder } from "./outFiles.ts"
import type { PlannedWithOrigins } from "./planned.ts"
import { provenance } from "./provenance.ts"

/** A report and the files it was written to. */
export interface WrittenReport {
  readonly report: Report
  readonly folder: string
  /** Paths below the folder. */
  readonly files: readonly string[]
}

/**
 * Draws what is in the store into a folder. `isTold` prints the tables and says where the report lies, `isLinked`
 * asks MLflow for the pages of the runs.
 */
export const writeReports = Effect.fn("writeReports")(function* (
  made: PlannedWithOrigins,
  folder: string,
  written: readonly Format[],
  {
    isTold = true,
    isLinked = isTold,
  }: { readonly isTold?: boolean; readonly isLinked?: boolean } = {},
) {
  const pages = isLinked ? yield* mlflowPages(made) : undefined
  const { report, undrawn } = yield* reportOf(made, yield* provenance(made.file), pages)
  yield* outFolder(folder)
  const paths = yield* writeReport(folder, report, written)
  const files = paths.map((path) => relative(folder, path))
  if (!isTold) return { report, folder, files } satisfies WrittenReport
  for (const table of report.tables) yield* Console.log(`\n${markdownTable(table, "terminal")}`)
  for (const { figure, why } of undrawn) yield* Console.log(`figure ${figure} is not drawn: ${why}`)
  for (const { lines } of report.notes)
    for (const line of lines) yield* Console.error(`warning: ${line}`)
  yield* Console.log(
    `report: ${join(folder, written.includes("html") ? "index.html" : "report.json")}`,
  )
  return { report, folder, files } satisfies WrittenReport
})
