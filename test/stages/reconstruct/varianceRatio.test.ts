import { expect, it } from "vitest"
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
