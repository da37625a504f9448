import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dice } from "../../runtime/metrics/dice.ts"
import { maskPairs } from "./arbitrary.ts"
import { agrees, cases, unpack } from "./cases.ts"

describe("dice", () => {
  it.each(cases.masks)("gives each tool's value: $name", (row) => {
    const prediction = unpack(row.prediction, row.shape)
    const truth = unpack(row.truth, row.shape)
    const under = (empty: "one" | "nan" | "nanWithoutTruth") => dice(prediction, truth, { empty })
    expect(under("nanWithoutTruth")).toSatisfy((v: number) => agrees(v, row.dice.monai))
    expect(under("one")).toSatisfy((v: number) => agrees(v, row.dice.monaiKeepingEmpty))
    expect(under("nan")).toSatisfy((v: number) => agrees(v, row.dice.nnunet))
    expect(under("one")).toSatisfy((v: number) => agrees(v, row.dice.brats2023))
  })

  it("counts any nonzero value as inside", () => {
    const value = dice(Uint8Array.of(4, 0, 2, 1), Uint8Array.of(1, 1, 255, 0), {
      empty: "nan",
    })
    expect(value).toBe(4 / 6)
  })

  it("is symmetric, in [0, 1], and 1 for a mask with itself", () => {
    fc.assert(
      fc.property(maskPairs, ({ prediction, truth }) => {
        const convention = { empty: "one" } as const
        const value = dice(prediction, truth, convention)
        expect(dice(truth, prediction, convention)).toBe(value)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
        expect(dice(truth, truth, convention)).toBe(1)
      }),
    )
  })
})
