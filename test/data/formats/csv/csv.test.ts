import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseCsv } from "../../../../runtime/data/formats/csv/csv.ts"

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const cellsOf = (text: string) => Result.getOrThrow(parseCsv(text)).rows.map(({ cells }) => cells)

describe("parseCsv", () => {
  it("reads back any table that was written by the rules of RFC 4180", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r", " b", "1") })
    const trimmed = cell.map((text) => text.trim())
    const end = fc.constantFrom("\n", "\r\n")
    fc.assert(
      fc.property(
        fc.array(fc.tuple(trimmed, trimmed, trimmed)),
        end,
        fc.boolean(),
        fc.boolean(),
        (rows, newline, mark, last) => {
          const lines = [
            ["x", "y", "key"],
            ...rows.map((row) => [...row.slice(0, 2), `k${row[2]}`]),
          ]
          const text = lines.map((row) => row.map(quoted).join(",")).join(newline)
          const whole = `${mark ? "\uFEFF" : ""}${text}${last ? newline : ""}`
          expect(cellsOf(whole)).toEqual(rows.map(([x, y, z]) => ({ x, y, key: `k${z}` })))
        },
      ),
    )
  })

  it("counts lines, also through quoted line ends and blank lines", () => {
    const { rows } = Result.getOrThrow(parseCsv('a,b\n1,"x\ny"\n\n2,\n,3'))
    expect(rows).toEqual([
      { line: 2, cells: { a: "1", b: "x\ny" } },
      { line: 5, cells: { a: "2", b: "" } },
      { line: 6, cells: { a: "", b: "3" } },
    ])
  })

  it.each([
    ["", /empty/, 1],
    ["a,b\n1", /1 fields/, 2],
    ["a,b\n1,2\n1,2,3", /3 fields/, 3],
    ["a,a\n1,2", /two columns/, 1],
    ['a,b\n1,"x', /not closed/, 2],
    ['a,b\n1,x"y"', /inside an unquoted/, 2],
  ])("refuses %j", (text, words, line) => {
    const rejection = Result.getOrThrow(Result.flip(parseCsv(text)))
    expect(rejection.what).toMatch(words)
    expect(rejection.where).toEqual({ line })
  })

  it.each([
    ["a semicolon", "id;idh\ns0;a,b\n"],
    ["a tab", "id\tidh\ns0\ta,b\n"],
    ["a vertical bar", "id|idh\ns0|a,b\n"],
    ["a comma and a blank", 'id, "idh"\ns0, "a,b"\n  \n'],
    ["a semicolon that is told", "sep=;\r\nid;idh\r\ns0;a,b\r\n"],
    ["a colon that is told", '"sep=:"\nid:idh\ns0:a,b\n'],
    ["a semicolon, with empty columns behind", "id;idh;;\ns0;a,b;;\n"],
  ])("reads fields separated by %s", (_, text) => {
    const table = Result.getOrThrow(parseCsv(text, ["id", "idh"]))
    expect(table.rows.map(({ cells }) => cells)).toEqual([{ id: "s0", idh: "a,b" }])
  })

  it("tells all rows of a wrong length, and where a quote that is not closed was opened", () => {
    const ragged = Result.getOrThrow(Result.flip(parseCsv("a,b\n1\n2,2\n3,3,3\n4\n")))
    expect(ragged.what).toMatch(/^the row has 1 fields; .* 4 \(3\), 5 \(1\)$/)
    expect(ragged.where.line).toBe(2)
    const open = Result.getOrThrow(Result.flip(parseCsv('a,b\n1,1\n2,"2\n3,3\n4,4\n')))
    expect(open.what).toBe("a quote is not closed")
    expect(open.where.line).toBe(3)
    expect(cellsOf('"a" , "b" \n"1" , "2" \n')).toEqual([{ a: "1", b: "2" }])
  })

  it("takes the separator by which the head has the columns that are needed", () => {
    const text = "id,with, commas;idh;age\ns0;1;2\n"
    expect(Result.getOrThrow(parseCsv(text, ["idh"])).columns).toContain("idh")
  })

  it("tells decimal commas between commas by the row's length", () => {
    const rejection = Result.getOrThrow(Result.flip(parseCsv("id,age\ns0,1,5", ["id"])))
    expect(rejection.hint).toContain("decimal commas")
  })

  // R 4: write.table(data, sep = ",") writes row names, and no head above them.
  it("tells row names, which the head does not have", () => {
    const text = '"id","idh"\n"1","s0","wt"\n"2","s1","mut"\n'
    const rejection = Result.getOrThrow(Result.flip(parseCsv(text, ["id"])))
    expect(rejection.hint).toContain("row.names = FALSE")
  })

  it.each([
    ["# exported 2024\nid,idh\ns0,1", 2],
    ["Cohort;;\n\nid;idh\ns0;1", 3],
  ])("says where the head row is in %j", (text, line) => {
    const rejection = Result.getOrThrow(Result.flip(parseCsv(text, ["id", "idh"])))
    expect(rejection.what).toContain(`line ${line}`)
    expect(rejection.hint).toBe("Remove what stands above it.")
  })

  it("asks for no more than it needs: other columns may have one name", () => {
    expect(Result.isSuccess(parseCsv("id,x,x\ns0,1,2", ["id"]))).toBe(true)
    expect(Result.isFailure(parseCsv("id,id\ns0,1", ["id"]))).toBe(true)
  })

  it("ends for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r") }), (text) => {
        expect(Result.isResult(parseCsv(text))).toBe(true)
      }),
    )
  })
})
