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
    expect(rejection.line).toBe(line)
  })

  it("ends for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r") }), (text) => {
        expect(Result.isResult(parseCsv(text))).toBe(true)
      }),
    )
  })
})
