import type { PublishedCell, PublishedDraw } from "../dsl/published.ts"
import type { StubValue } from "../dsl/stub.ts"
import type { Cell } from "./file/cell.ts"
import { cellText, gapMark, signed, type CellText } from "./cellText.ts"
import type { Column } from "./column.ts"
import type { Row } from "./file/report.ts"
import type { TableReport } from "./report.ts"

type Kind = "measured" | "published" | "difference"

/** What stands at a place among the numbers, and whose it is. */
export interface Place {
  readonly row: Row
  readonly column: Column
  readonly cell: Cell
  readonly kind: Kind
  /** The number that is printed, unrounded; null where there is none. */
  readonly value: number | null
  readonly text: CellText
}

/** How the number at a place is set apart. */
export const emphasisOf = ({ kind, cell }: Place): "slanted" | "bold" | "underlined" | "none" => {
  if (kind !== "measured") return "slanted"
  if (cell.best) return "bold"
  return cell.second === true ? "underlined" : "none"
}

/** A line of a table: the numbers of an arm, those published of it, or the differences of both. */
export interface DrawnRow {
  readonly row: Row
  readonly stub: readonly StubValue[]
  readonly places: readonly Place[]
}

const kinds: Record<PublishedDraw, readonly Kind[]> = {
  ours: ["measured"],
  published: ["published"],
  both: ["measured", "published"],
  difference: ["difference"],
}

/** Stands after what is published, or made of what is. */
export const publishedMark = "\u00b6"

/** Stands where nothing is published. */
export const unpublishedMark = "n/p"

/** Says what a line under an arm's own is. */
const publishedLabel = "published"

/** The column left of the numbers that says which are published: the first of texts, as the word is no tick. */
const labelColumn = ({ stub, rows }: TableReport): number | undefined => {
  const named = stub.findIndex((_, at) => rows.some((row) => typeof row.stub[at] === "string"))
  return named < 0 ? undefined : named
}

const publishedText = (cell: PublishedCell | null, { unit }: Column): CellText => ({
  main: cell?.value.toFixed(cell.digits) ?? null,
  std: cell?.deviation?.toFixed(cell.digits) ?? null,
  rest: cell === null || cell.unit === unit ? [] : [cell.unit],
  marks: [publishedMark],
  gap: unpublishedMark,
})

const differenceText = (cell: Cell, value: number | null, { digits }: Column): CellText => ({
  main: value === null ? null : signed(value, digits),
  std: null,
  rest: [],
  marks: [publishedMark],
  gap: cell.mean === null ? gapMark(cell) : unpublishedMark,
})

const drawn = (
  kind: Kind,
  column: Column,
  cell: Cell,
  published: PublishedCell | null,
  { show }: TableReport,
): Pick<Place, "value" | "text"> => {
  switch (kind) {
    case "measured":
      return { value: cell.mean, text: cellText(column, cell, show) }
    case "published":
      return { value: published?.value ?? null, text: publishedText(published, column) }
    case "difference": {
      const hasBoth = cell.mean !== null && published !== null
      const value = hasBoth ? cell.mean - published.value : null
      return { value, text: differenceText(cell, value, column) }
    }
  }
}

/** The headings left of the numbers, and the lines in their order. */
export const drawnRows = (
  report: TableReport,
): { readonly stub: TableReport["stub"]; readonly rows: readonly DrawnRow[] } => {
  const lines = kinds[report.published?.draw ?? "ours"]
  const named = labelColumn(report)
  // Without a column of texts the word has one of its own, beside the numbers.
  const own = named === undefined && lines.length > 1 ? [""] : []
  const labelAt = named ?? report.stub.length
  const rows = report.rows.flatMap((row) => {
    const stub = [...row.stub, ...own]
    return lines.map((kind, line): DrawnRow => ({
      row,
      stub: line === 0 ? stub : stub.map((_, index) => (index === labelAt ? publishedLabel : "")),
      places: report.columns.flatMap((column, index) => {
        const cell = row.cells[index]
        if (cell === undefined) return []
        const published = row.published?.[index] ?? null
        return [{ row, column, cell, kind, ...drawn(kind, column, cell, published, report) }]
      }),
    }))
  })
  return { stub: [...report.stub, ...own.map((text) => [text])], rows }
}
