import fc from "fast-check"
import { expect, it } from "vitest"
import { overlapOf } from "../../runtime/metrics/overlap.ts"

/** Bytes of a mask from any byte of a buffer on, with runs of zeros. */
const sparse = fc
  .array(
    fc.oneof(
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }),
      fc.nat(150).map((length) => Array.from({ length }, () => 0)),
    ),
    { maxLength: 6 },
  )
  .map((runs) => runs.flat())

const placed = (values: readonly number[], offset: number): Uint8Array => {
  const bytes = new Uint8Array(offset + values.length).subarray(offset)
  bytes.set(values)
  return bytes
}

it("counts what a look at each byte counts, wherever the arrays lie", () => {
  const offset = fc.nat(8)
  fc.assert(
    fc.property(sparse, sparse, offset, offset, (ones, others, at, otherAt) => {
      const length = Math.min(ones.length, others.length)
      const [a, b] = [ones.slice(0, length), others.slice(0, length)]
      expect(overlapOf(placed(a, at), placed(b, otherAt))).toEqual({
        one: a.filter((value) => value !== 0).length,
        other: b.filter((value) => value !== 0).length,
        both: a.filter((value, i) => value !== 0 && b[i] !== 0).length,
      })
    }),
    { numRuns: 500 },
  )
})
