import type { StubValue } from "../dsl/stub.ts"
import { drawnRows, type Place } from "./drawnRows.ts"
import { headerRows, headingsOf, type Heading } from "./header.ts"
import type { TableReport } from "./report.ts"

/** A line of a table as drawn: what stands left of the numbers, then the numbers. */
interface Line {
  readonly stub: readonly StubValue[]
  readonly places: readonly Place[]
}

/** A table as drawn, whatever the format: header rows over stubs and numbers, groups of lines. */
export interface Layout {
  readonly stubs: readonly (readonly Heading[])[]
  readonly head: readonly (readonly Heading[])[]
  /** Columns left of the numbers. */
  readonly stubWidth: number
  readonly width: number
  readonly groups: readonly (readonly Line[])[]
}

const upright = (report: TableReport): Layout => {
  const paths = report.columns.map((column) => headingsOf(column, report.columns))
  const { stub, rows } = drawnRows(report)
  const depth = Math.max(1, ...[...paths, ...stub].map((path) => path.length))
  const groups = Map.groupBy(rows, ({ row }) => row.group)
  return {
    stubs: headerRows(stub, "bottom", depth),
    head: headerRows(paths, "top", depth),
    stubWidth: stub.length,
    width: paths.length,
    groups: [...groups.values()],
  }
}

/** Stands for a tick. */
const tick = "\u2713"

/** Stands where an arm has no such field. */
export const notHere = "n/a"

/** What a stub says: text, a tick, or that the arm has no such field. */
export const stubText = (value: StubValue): string => {
  if (typeof value === "string") return value
  return value === null ? notHere : value ? tick : ""
}

const transposed = (report: TableReport): Layout => {
  const paths = report.columns.map((column) => headingsOf(column, report.columns))
  const levels = Math.max(1, ...paths.map((path) => path.length))
  const { stub: headings, rows } = drawnRows(report)
  const names = headings.map((path) => path.at(-1) ?? "")
  return {
    stubs: names.map((text) => [{ text, start: 0, span: levels, rows: 1, isLeaf: true }]),
    head: headings.map((_, stub) =>
      rows.map((row, start) => ({
        text: stubText(row.stub[stub] ?? null),
        start,
        span: 1,
        rows: 1,
        isLeaf: true,
      })),
    ),
    stubWidth: levels,
    width: rows.length,
    groups: [
      report.columns.map((_, index) => {
        const path = paths[index] ?? []
        const above = paths[index - 1] ?? []
        const isRepeated = (level: number) =>
          level < path.length - 1 &&
          path.slice(0, level + 1).every((text, each) => text === above[each])
        return {
          stub: Array.from({ length: levels }, (_, level) =>
            isRepeated(level) ? "" : (path[level] ?? ""),
          ),
          places: rows.flatMap(({ places }) => places[index] ?? []),
        }
      }),
    ],
  }
}

/** Where everything of a table stands. */
export const layoutOf = (report: TableReport): Layout =>
  report.transpose ? transposed(report) : upright(report)
