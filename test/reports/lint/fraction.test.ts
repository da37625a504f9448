import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fractionOf } from "../../../reports/lint/fraction.ts"

/** k/n times 100 in whole units of the last decimal, rounded half up and cut off: by division of BigInts. */
const printings = (k: number, n: number, digits: number): readonly [number, number] => {
  const exact = BigInt(k) * 100n * 10n ** BigInt(digits)
  const of = BigInt(n)
  const unit = 10 ** digits
  return [Number((2n * exact + of) / (2n * of)) / unit, Number(exact / of) / unit]
}

const fractions = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.nat({ max: 500 }), fc.integer({ min: 0, max: 3 }))
  .map(([n, k, digits]) => ({ n, k: k % (n + 1), digits }))

describe("numbers that a fraction prints as", () => {
  it("are all found, rounded or cut off", () => {
    fc.assert(
      fc.property(fractions, ({ n, k, digits }) => {
        for (const value of printings(k, n, digits))
          expect(fractionOf({ value, digits }, n)).toBeDefined()
      }),
    )
  })

  it("are no others", () => {
    for (let n = 1; n <= 25; n++) {
      const possible = new Set(
        Array.from({ length: n + 1 }, (_, k) => {
          const exact = (1000 * k) / n
          // A tie may be rounded to either side.
          return [Math.floor(exact), Math.round(exact), Math.ceil(exact - 0.5)]
        }).flat(),
      )
      const found = Array.from({ length: 1001 }, (_, tenths) => tenths).filter(
        (tenths) => fractionOf({ value: tenths / 10, digits: 1 }, n) !== undefined,
      )
      expect(new Set(found)).toEqual(possible)
    }
  })

  it("say how: 48/69 is 69.565, rounded 69.57, cut off 69.56", () => {
    expect(fractionOf({ value: 69.57, digits: 2 }, 69)).toEqual({
      over: 48,
      of: 69,
      printing: "rounded",
    })
    expect(fractionOf({ value: 69.56, digits: 2 }, 69)).toEqual({
      over: 48,
      of: 69,
      printing: "cut off",
    })
    expect(fractionOf({ value: 69.56, digits: 2 }, 70)).toBeUndefined()
  })
})
