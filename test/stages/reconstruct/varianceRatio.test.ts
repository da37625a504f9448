import { describe, expect, it } from "vitest"
import { random } from "../../../runtime/random/random.ts"
import { BetweenSubjects } from "../../../runtime/stages/reconstruct/varianceRatio.ts"

const voxels = 200
const mask = Float32Array.from({ length: voxels }, (_, voxel) => voxel % 2)
const subjects = Array.from({ length: 12 }, (_, subject) =>
  Float32Array.from({ length: voxels }, () => 0).map((_, voxel) =>
    random(1, subject, voxel).normal(),
  ),
)

const ratioOf = (reconstruct: (target: Float32Array) => Float32Array): number => {
  const between = new BetweenSubjects(voxels)
  for (const target of subjects) between.add(target, reconstruct(target), mask)
  return between.ratio
}

it("is 1 for a faithful reconstruction, 0 for an average image", () => {
  expect(ratioOf((target) => target)).toBe(1)
  expect(ratioOf(() => new Float32Array(voxels).fill(0.3))).toBe(0)
})

it("is a quarter where only half of each difference comes back, whatever is added to all", () => {
  expect(ratioOf((target) => target.map((value) => value / 2 + 5))).toBeCloseTo(0.25, 5)
})

it("looks at masked voxels alone", () => {
  expect(
    ratioOf((target) => target.map((value, voxel) => (mask[voxel] === 1 ? value : 99 * value))),
  ).toBe(1)
})

it("is no number with one subject", () => {
  const between = new BetweenSubjects(voxels)
  between.add(subjects[0]!, subjects[0]!, mask)
  expect(between.ratio).toBeNaN()
})

describe("what a subject adds to the ratio", () => {
  const sharesOf = (reconstruct: (target: Float32Array) => Float32Array) => {
    const between = new BetweenSubjects(voxels)
    const made = subjects.map(reconstruct)
    for (const [row, target] of subjects.entries()) between.add(target, made[row]!, mask)
    return { shares: made.map((one) => between.shareOf(one)), ratio: between.ratio }
  }

  it("is exactly 0 for a predictor that says the same of everyone", () => {
    const constant = Float32Array.from({ length: voxels }, (_, voxel) => 0.1 * voxel + 0.3)
    expect(sharesOf(() => constant).shares).toEqual(subjects.map(() => 0))
  })

  it("has the ratio as its mean", () => {
    const { shares, ratio } = sharesOf((target) =>
      target.map((value, voxel) => value * (0.2 + (voxel % 7) / 10)),
    )
    expect(shares.reduce((sum, one) => sum + one, 0) / shares.length).toBeCloseTo(ratio, 12)
    expect(new Set(shares).size).toBe(subjects.length)
  })

  it("is (a / b)^2 for two subjects at +b and -b of whom +a and -a are said", () => {
    const between = new BetweenSubjects(2)
    const [plus, minus] = [Float32Array.of(2, 9), Float32Array.of(-2, 5)]
    const [said, other] = [Float32Array.of(0.5, 1), Float32Array.of(-0.5, 7)]
    const first = Float32Array.of(1, 0)
    between.add(plus, said, first)
    between.add(minus, other, first)
    expect([between.shareOf(said), between.shareOf(other)]).toEqual([1 / 16, 1 / 16])
  })
})
