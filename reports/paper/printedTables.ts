import type { PrintedColumn, PrintedTable } from "../lint/printed.ts"
import { publishedColumns, publishedRow, type PublishedColumn } from "./published.ts"
import { paperTables } from "./tables.ts"

/** Test subjects of each data set and task (IV-A). */
const subjects: Readonly<Record<string, number>> = {
  "brats2023.segmentation": 219,
  "brats2023.classification": 70,
  "picai.segmentation": 300,
  "picai.classification": 300,
  "lung.segmentation": 17,
  "lung.classification": 17,
}

/** Headings of regions in Tables I and III. */
const titles: Readonly<Record<string, string>> = { cavity: "TC", defect: "VD" }

/**
 * Longest distance inside a brain, in voxels of 1 mm: the side of BraTS' images, which is more than the
 * width of the seven brains at hand in any of 400 directions (169 to 208 voxels).
 */
const longest = 240

const columnOf = (column: PublishedColumn, heading: string | undefined): PrintedColumn => {
  const { dataset, task, metric, region } = column
  const isDistance = metric === "hd95"
  return {
    ...column,
    better: isDistance ? "lower" : "higher",
    unit: isDistance ? "voxels" : "%",
    least: 0,
    most: isDistance ? longest : 100,
    heading: region === null ? null : (heading ?? titles[region] ?? region),
    subjects: subjects[`${dataset}.${task}`] ?? null,
    evaluations: 1,
  }
}

/** Tables I-V of the paper, as a lint reads them. */
export const paperPrinted: readonly PrintedTable[] = paperTables.map((table) => {
  const headings: Readonly<Record<string, string | undefined>> = table.headings
  const same: Readonly<Record<string, string | undefined>> = table.sameAs
  return {
    name: table.name,
    columns: publishedColumns(table).map((column) => {
      const { dataset, task, metric, region } = column
      return columnOf(column, headings[[dataset, task, metric, region].join(".")])
    }),
    rows: Object.keys(table.rows).map((arm) => ({
      arm,
      run: same[arm] ?? arm,
      cells: publishedRow(table, arm).map(({ value, deviation, digits, bold }) => ({
        value,
        deviation,
        digits,
        bold,
        runs: [],
      })),
    })),
  }
})
