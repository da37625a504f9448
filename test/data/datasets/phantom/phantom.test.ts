import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { grid } from "../../../../runtime/data/datasets/phantom/grid.ts"
import { lattice, noiseAt, noiseField } from "../../../../runtime/data/datasets/phantom/noise.ts"
import {
  phantomSubject,
  phantomSubtype,
} from "../../../../runtime/data/datasets/phantom/subject.ts"
import { auc } from "../../../../runtime/metrics/auc.ts"
import { random } from "../../../../runtime/random/random.ts"

const size = [48, 48, 48] as const
const voxels = 48 ** 3
const cohort = Array.from({ length: 40 }, (_, index) => phantomSubject({ size, seed: 0, index }))

const [necrosis, oedema] = [1, 2]

const neighbours = (at: number): readonly number[] =>
  [1, -1, 48, -48, 48 * 48, -48 * 48].map((step) => at + step)

describe("phantomSubject", () => {
  it("gives the same bits for a seed on every machine", () => {
    const { image, label } = phantomSubject({ size: [20, 24, 28], seed: 3, index: 1 })
    const hash = createHash("sha256").update(new Uint8Array(image.buffer)).update(label)
    expect(hash.digest("hex")).toMatchInlineSnapshot(
      `"bfc15ec3b866d5dba03e090913f9f8e8e07af11e4d17f543ee3f7d3d5606051d"`,
    )
    const again = phantomSubject({ size: [20, 24, 28], seed: 3, index: 1 })
    expect(again.image).toEqual(image)
    expect(phantomSubject({ size: [20, 24, 28], seed: 4, index: 1 }).image).not.toEqual(image)
    expect(phantomSubject({ size: [20, 24, 28], seed: 3, index: 2 }).image).not.toEqual(image)
  })

  it("is zero outside the brain in every modality, and above zero inside", () => {
    for (const { image, label } of cohort.slice(0, 10)) {
      let odd = 0
      for (let at = 0; at < voxels; at++) {
        const inside = image[at]! > 0
        for (const channel of [1, 2, 3]) if (image[channel * voxels + at]! > 0 !== inside) odd++
        if (label[at]! > 0 && !inside) odd++
      }
      expect(odd).toBe(0)
    }
  })

  it("has lesions of many sizes: under 0.3 % of the brain, and over 4 %", () => {
    const shares = cohort.map(({ image, label }) => {
      const brain = image.subarray(0, voxels).filter((value) => value > 0).length
      return label.filter((value) => value > 0).length / brain
    })
    expect(Math.min(...shares)).toBeGreaterThan(0)
    expect(Math.min(...shares)).toBeLessThan(0.003)
    expect(Math.max(...shares)).toBeGreaterThan(0.04)
  })

  it("nests its regions: necrosis never touches healthy tissue", () => {
    for (const { label } of cohort) {
      let bare = 0
      for (let at = 0; at < voxels; at++)
        if (label[at] === necrosis && neighbours(at).some((beside) => label[beside] === 0)) bare++
      expect(bare).toBe(0)
    }
  })

  it("varies less between subjects than within one, as registered MRI does", () => {
    const between = new Float64Array(voxels)
    let within = 0
    for (let at = 0; at < voxels; at++) {
      const values = cohort.map(({ image }) => image[at]!)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      between[at] = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    }
    for (const { image } of cohort) {
      const values = image.subarray(0, voxels)
      const mean = values.reduce((sum, value) => sum + value, 0) / voxels
      within += values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / voxels / cohort.length
    }
    const mean = between.reduce((sum, value) => sum + value, 0) / voxels
    expect(mean / within).toBeLessThan(0.25)
  })

  it("shows the subtype in the oedema, but not without doubt", () => {
    const more = Array.from({ length: 60 }, (_, index) =>
      phantomSubject({ size: [32, 32, 32], seed: 1, index }),
    )
    const mismatch = more.map(({ image, label }) => {
      const count = label.length
      let [sum, seen] = [0, 0]
      for (let at = 0; at < count; at++)
        if (label[at] === oedema) {
          sum += image[2 * count + at]! - image[3 * count + at]!
          seen++
        }
      return sum / Math.max(1, seen)
    })
    const separation = auc(
      mismatch,
      more.map(({ subtype }) => subtype),
    )
    expect(separation).toBeGreaterThan(0.7)
    expect(separation).toBeLessThan(1)
  })
})

describe("phantomSubtype", () => {
  it("is what the subject has, about half of them", () => {
    for (const [index, { subtype }] of cohort.entries())
      expect(phantomSubtype({ seed: 0, index })).toBe(subtype)
    const ones = Array.from({ length: 400 }, (_, index) => phantomSubtype({ seed: 0, index }))
    const share = ones.filter((subtype) => subtype === 1).length / 400
    // Four deviations of a binomial law.
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 400))
  })
})

describe("noise", () => {
  it("is the same on a grid and at its points, with variance 1", () => {
    const volume = grid([12, 13, 14])
    const noise = lattice(random(5), 1.06, 0.15)
    const field = noiseField(noise, volume)
    let at = 0
    for (const z of volume.z)
      for (const y of volume.y)
        for (const x of volume.x) expect(field[at++]).toBeCloseTo(noiseAt(noise, x, y, z), 5)
    const square = field.reduce((sum, value) => sum + value * value, 0) / field.length
    expect(square).toBeGreaterThan(0.75)
    expect(square).toBeLessThan(1.25)
  })
})
