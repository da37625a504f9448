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

/** Where the arm's name stands, or another text; else in the first place. */
const publishedStub = ({ stub }: Row): readonly StubValue[] => {
  const named = stub.findIndex((value) => typeof value === "string")
  return stub.map((_, index) => (index === Math.max(0, named) ? publishedLabel : ""))
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

/** The lines of a table in their order. */
export const drawnRows = (report: TableReport): readonly DrawnRow[] =>
  report.rows.flatMap((row) =>
    kinds[report.published?.draw ?? "ours"].map((kind, line): DrawnRow => ({
      row,
      stub: line === 0 ? row.stub : publishedStub(row),
      places: report.columns.flatMap((column, index) => {
        const cell = row.cells[index]
        if (cell === undefined) return []
        const published = row.published?.[index] ?? null
        return [{ row, column, cell, kind, ...drawn(kind, column, cell, published, report) }]
      }),
    })),
  )
