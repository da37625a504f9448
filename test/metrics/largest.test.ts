import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { packBits } from "../../runtime/metrics/bitVolume.ts"
import type { Triple } from "../../runtime/metrics/grid.ts"
import { everyNth, largestSquared } from "../../runtime/metrics/largest.ts"
import { nearestSquared } from "../../runtime/metrics/nearest.ts"
import type { PointBlocks } from "../../runtime/metrics/pointBlocks.ts"
import { surfaceOf } from "../../runtime/metrics/surface.ts"
import { filledPairs } from "./arbitrary.ts"

/** By the definition: of each point the least over all others, ascending. */
const bruteForce = (
  { z, y, x }: PointBlocks,
  others: PointBlocks,
  [stepZ, stepY, stepX]: Triple,
): Float64Array =>
  z
    .reduce((squared, _, i) => {
      let least = Infinity
      for (let j = 0; j < others.z.length; j++) {
        const dz = stepZ * (z[i]! - others.z[j]!)
        const dy = stepY * (y[i]! - others.y[j]!)
        const dx = stepX * (x[i]! - others.x[j]!)
        least = Math.min(least, dz * dz + dy * dy + dx * dx)
      }
      squared[i] = least
      return squared
    }, new Float64Array(z.length))
    .sort()

describe("nearestSquared", () => {
  it("equals brute force on any mask and spacing", () => {
    fc.assert(
      fc.property(filledPairs, ({ prediction, truth, grid: { shape, spacing } }) => {
        const { points } = surfaceOf(packBits(prediction, shape))
        const others = surfaceOf(packBits(truth, shape))
        // The spacings are eighths, so that every product and sum is exact in binary.
        expect(nearestSquared(points, everyNth(points, 1), others, spacing, 0).sort()).toEqual(
          bruteForce(points, others.points, spacing),
        )
      }),
    )
  })
})

/** A ball; voxels of a lattice beside it, which are far from one another. */
const scene = (shape: Triple, centre: Triple, radius: number, lattice: number): Uint8Array => {
  const mask = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++, i++) {
        const away = Math.hypot(z - centre[0], y - centre[1], x - centre[2])
        mask[i] = away <= radius || (lattice > 0 && (z + y + x) % lattice === 0) ? 1 : 0
      }
  return mask
}

describe("largestSquared", () => {
  const shape: Triple = [20, 24, 30]
  const spacing: Triple = [2.5, 0.5, 0.875]
  const ball = surfaceOf(packBits(scene(shape, [9, 10, 11], 7.5, 0), shape))
  const moved = surfaceOf(packBits(scene(shape, [11, 13, 18], 7.9, 0), shape))
  const lattice = surfaceOf(packBits(scene(shape, [0, 0, 0], 2, 9), shape))

  it.each([
    ["a moved ball", ball, moved],
    ["a lattice that a ball is in", lattice, ball],
    ["a ball in a lattice, where ties abound", ball, lattice],
  ])("are brute force's, however many: %s", (_, { points }, others) => {
    const sorted = bruteForce(points, others.points, spacing)
    // More than the sample that the floor comes from.
    expect(sorted.length).toBeGreaterThan(1024)
    for (const count of [1, 2, Math.ceil(sorted.length / 20), sorted.length - 1, sorted.length]) {
      expect(largestSquared(points, others, spacing, count)).toEqual(
        sorted.slice(sorted.length - count),
      )
    }
  })
})
