import { Result } from "effect"
import { assert, jsonValue, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../runtime/plan/canonical.ts"

const textOf = (data: unknown) => Result.getOrThrow(canonicalJson(data))

const shuffled = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(shuffled)
  if (typeof data !== "object" || data === null) return data
  return Object.fromEntries(
    Object.entries(data)
      .toReversed()
      .map(([key, value]) => [key, shuffled(value)]),
  )
}

describe("canonicalJson", () => {
  it("does not depend on the order of keys, and loses nothing", () => {
    assert(
      property(jsonValue(), (data) => {
        const text = textOf(data)
        expect(textOf(shuffled(data))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)))
      }),
    )
  })

  // Numbers and literals of the example in RFC 8785, 3.2.2, and its rule for minus zero.
  it("writes as RFC 8785 does", () => {
    expect(
      textOf({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
        literals: [null, true, false],
      }),
    ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}')
    expect(textOf(-0)).toBe("0")
  })

  it("names everything that is not plain, by path", () => {
    const circle: Record<string, unknown> = {}
    circle["self"] = circle
    const result = canonicalJson({
      a: undefined,
      b: [1, NaN],
      c: { d: new Date(0), e: Infinity },
      f: () => 0,
      circle,
      hole: Object.assign(Array.from({ length: 2 }), [0]),
    })
    const faults = Result.isFailure(result) ? result.failure.faults : []
    expect(faults.map((fault) => fault.where.field)).toEqual([
      "a",
      "b.1",
      "c.d",
      "c.e",
      "circle.self",
      "f",
      "hole.1",
    ])
  })

  it("allows one object in two places", () => {
    const shared = { x: 1 }
    expect(textOf([shared, shared])).toBe('[{"x":1},{"x":1}]')
  })
})
