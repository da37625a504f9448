import { createHash } from "node:crypto"
import { describe, expect, expectTypeOf, it } from "vitest"
import type { Cell } from "../../../reports/file/cell.ts"
import type { PublishedCell } from "../../../reports/paper/printed.ts"
import {
  publishedColumns,
  publishedRow,
  type PublishedTable,
} from "../../../reports/paper/published.ts"
import { table1 } from "../../../reports/paper/table1.ts"
import { table3 } from "../../../reports/paper/table3.ts"
import { paperTables } from "../../../reports/paper/tables.ts"

const cellsOf = (table: PublishedTable): readonly PublishedCell[] =>
  Object.keys(table.rows).flatMap((arm) => publishedRow(table, arm))

const printed = ({ value, deviation, digits }: PublishedCell): string =>
  `${value.toFixed(digits)}${deviation === null ? "" : `±${deviation.toFixed(digits)}`}`

/**
 * SHA-256 of the cells as printed, row by row, joined by spaces: from the paper's text, whose lines
 * were split at tabs and cells taken that are a number or mean±deviation; a decimal comma is a point.
 */
const checksums = [
  "b2bd1661a0bf06974be861f99adae3b0d0d400bbb20babc95a7c520c67468ef1",
  "feddb56b4d1d1a699dd4fd351f741c2ac640e7ea92c06010ce42b3d43a9ddfde",
  "d289cb961743ad510c924a46da7db49648d158d7d9fb9bc8871338716a9d605c",
  "be3d1da6eadfd5f1c87489d8f88e3d41d5a1d6d4a3216fc42cc5a30f765ed529",
  "6d79108460c1579a7c14b17993689db1f5957d403afc8ad3f608b61d9193f042",
]

describe("Tables I-V of the paper", () => {
  it("have 110 cells with deviations, then 54, 80, 50 and 40 without", () => {
    const counts = paperTables.map((table) => {
      const cells = cellsOf(table)
      return [cells.length, cells.filter(({ deviation }) => deviation !== null).length]
    })
    expect(counts).toEqual([
      [110, 110],
      [54, 0],
      [80, 0],
      [50, 0],
      [40, 0],
    ])
  })

  it("hold the numbers of the paper's text, in its order", () => {
    const found = paperTables.map((table) =>
      createHash("sha256").update(cellsOf(table).map(printed).join(" ")).digest("hex"),
    )
    expect(found).toEqual(checksums)
  })

  it("have their cells in the columns that the paper's headings name", () => {
    const at = publishedColumns(table1).findIndex(
      ({ dataset, metric, region }) => dataset === "picai" && metric === "dice" && region === "PZ",
    )
    // "The mean Dice for the transition zone (TZ) and peripheral zone (PZ) ... 91.19% and 82.59%".
    expect(publishedRow(table1, "M2-MAE")[at]).toEqual({
      origin: "published",
      value: 82.59,
      deviation: 6.13,
      digits: 2,
      bold: "unknown",
    })
    expect(publishedRow(table1, "SimMIM")[0]).toMatchObject({ value: 90.64, bold: false })
  })

  it("keep a trailing zero as printed", () => {
    expect(publishedRow(table3, "patch").map(printed)[2]).toBe("73.90")
  })

  it("refuse arms that the paper does not have, and measured cells", () => {
    expectTypeOf(table3).toExtend<PublishedTable<"none" | "modality" | "all">>()
    expectTypeOf(table3).not.toExtend<PublishedTable<"none" | "modality mask">>()
    expectTypeOf<PublishedCell>().not.toExtend<Cell>()
    expectTypeOf<Cell>().not.toExtend<PublishedCell>()
  })
})
