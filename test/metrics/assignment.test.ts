import fc from "fast-check"
import { expect, it } from "vitest"
import { assignment } from "../../runtime/metrics/assignment.ts"

/** Every way to give rows different columns, by brute force. */
const ways = (rows: number, free: readonly number[]): readonly (readonly number[])[] =>
  rows === 0
    ? [[]]
    : free.flatMap((column) =>
        ways(
          rows - 1,
          free.filter((other) => other !== column),
        ).map((rest) => [column, ...rest]),
      )

const costs = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }))
  .chain(([rows, more]) =>
    fc.array(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
        minLength: rows + more,
        maxLength: rows + more,
      }),
      { minLength: rows, maxLength: rows },
    ),
  )

it("costs least of all assignments", () => {
  fc.assert(
    fc.property(costs, (table) => {
      const columns = table[0]?.length ?? 0
      const total = (way: readonly number[]) =>
        way.reduce((sum, column, row) => sum + (table[row]?.[column] ?? Number.NaN), 0)
      const found = assignment(table.length, columns, (row, column) => table[row]![column]!)
      expect(new Set(found).size).toBe(table.length)
      const least = Math.min(...ways(table.length, [...Array(columns).keys()]).map(total))
      expect(total(found)).toBeCloseTo(least, 9)
    }),
  )
})
