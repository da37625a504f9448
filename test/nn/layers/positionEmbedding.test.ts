import * as fc from "fast-check"
import { expect, it } from "vitest"
import { sincosValues } from "../../../runtime/nn/layers/positionEmbedding.ts"
import { monai } from "../monai.ts"

it("equals MONAI's build_sincos_position_embedding", () => {
  const ours = sincosValues([2, 3, 4], 12)
  expect(ours).toHaveLength(monai.sincos.length)
  ours.forEach((value, index) => expect(value).toBeCloseTo(monai.sincos[index] ?? Number.NaN, 5))
})

it("gives each position its own vector, and zeros past the last sixth", () => {
  const size = fc.integer({ min: 1, max: 4 })
  fc.assert(
    fc.property(fc.tuple(size, size, size), fc.integer({ min: 6, max: 20 }), (grid, width) => {
      const values = sincosValues(grid, width)
      const rows = Array.from({ length: grid[0] * grid[1] * grid[2] }, (_, row) => [
        ...values.subarray(row * width, (row + 1) * width),
      ])
      expect(new Set(rows.map(String)).size).toBe(rows.length)
      const used = width - (width % 6)
      expect(rows.every((row) => row.slice(used).every((value) => value === 0))).toBe(true)
    }),
  )
})
