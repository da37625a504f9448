import { describe, expect, it } from "vitest"
import { splitOf } from "../../../reports/lint/aucs.ts"

/** Every AUC of n subjects: all classes and all orders with ties, pairs counted one by one. */
const everyAuc = (n: number): ReadonlySet<number> => {
  const found = new Set<number>()
  const choices = (values: number) => values ** n
  for (let classes = 1; classes < choices(2) - 1; classes++)
    for (let scores = 0; scores < choices(n); scores++) {
      let [won, pairs] = [0, 0]
      for (let one = 0; one < n; one++)
        for (let other = 0; other < n; other++) {
          if (((classes >> one) & 1) !== 1 || ((classes >> other) & 1) !== 0) continue
          const [a, b] = [one, other].map((at) => Math.floor(scores / n ** at) % n)
          pairs++
          won += a! > b! ? 1 : a === b ? 0.5 : 0
        }
      found.add(Math.round((1000 * won) / pairs))
      found.add(Math.floor((1000 * won) / pairs + 1e-9))
    }
  return found
}

describe("AUCs of a few subjects", () => {
  it.each([2, 3, 4, 5])("of %d are those that counting all pairs gives", (n) => {
    const found = Array.from({ length: 1001 }, (_, tenths) => tenths).filter(
      (tenths) => splitOf({ value: tenths / 10, digits: 1 }, n) !== undefined,
    )
    expect(new Set(found)).toEqual(everyAuc(n))
  })

  it("are also means of several evaluations", () => {
    // 1/2 and 1 of one positive and one negative subject: 75 is no AUC, but the mean of two.
    expect(splitOf({ value: 75, digits: 0 }, 2)).toBeUndefined()
    expect(splitOf({ value: 75, digits: 0 }, 2, { evaluations: 2 })).toBeDefined()
  })

  it("cannot be had of one class", () => {
    expect(splitOf({ value: 50, digits: 0 }, 1)).toBeUndefined()
  })
})
