import { describe, expect, it } from "vitest"
import { gamma, gaussianNoise, nnunetAugmentation } from "../../../../dsl/index.ts"
import { augment } from "../../../../runtime/data/transforms/augment/augment.ts"
import { loaded } from "./builtIn.ts"
import { drawBalanced } from "../../../../runtime/data/transforms/augment/intensity.ts"
import { random } from "../../../../runtime/random/random.ts"

const size = [8, 8, 8] as const
const draws = 4000

const normal = (channels: number): Float32Array => {
  const stream = random(0, "image")
  return Float32Array.from({ length: channels * 512 }, () => stream.normal())
}

/** Five deviations of a binomial share: a correct law fails once in 1.7 million. */
const tolerance = (share: number): number => 5 * Math.sqrt((share * (1 - share)) / draws)

const image = normal(1)

/** The share of draws in which an augmentation changes an image of one modality. */
const acted = (step: ReturnType<typeof nnunetAugmentation>[number]): number => {
  let count = 0
  for (let seed = 0; seed < draws; seed++) {
    const made = augment(image, undefined, size, loaded([step]), random(seed)).image
    if (made.some((value, at) => value !== image[at])) count++
  }
  return count / draws
}

// Products of nnU-Net's probabilities. Of zooms in [0.5, 1], those from 7.5 / 8 on keep all 8 voxels.
const shares = [
  1 - 0.8 * 0.8,
  0.1,
  0.2 * 0.5,
  0.15,
  0.15,
  0.25 * 0.5 * ((7.5 / 8 - 0.5) / 0.5),
  0.1,
  0.3,
  1 - 0.5 ** 3,
]

describe("nnU-Net's augmentation", () => {
  it.each(nnunetAugmentation(8).map((step, index) => [step.kind, step, shares[index]!] as const))(
    "%s acts as often as it says",
    (_, step, share) => {
      expect(Math.abs(acted(step) - share)).toBeLessThan(tolerance(share))
    },
  )

  it("draws factors below 1 as often as above", () => {
    const drawn = Array.from({ length: draws }, (_, seed) => drawBalanced(random(seed), [0.7, 1.5]))
    const below = drawn.filter((factor) => factor < 1).length / draws
    expect(Math.abs(below - 0.5)).toBeLessThan(tolerance(0.5))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.7)
    expect(Math.max(...drawn)).toBeLessThan(1.5)
    // All of a range without 1 is on one side of it.
    expect(drawBalanced(random(1), [2, 2])).toBe(2)
  })

  it("works on any number of modalities and any crop, and depends on the address alone", () => {
    for (const shape of [
      [1, 1, 1],
      [2, 9, 7],
      [6, 5, 4],
    ] as const)
      for (const channels of [1, 2, 5]) {
        const voxels = shape[0] * shape[1] * shape[2]
        const values = Float32Array.from({ length: channels * voxels }, (_, at) => Math.sin(at))
        const label = Uint8Array.from({ length: voxels }, (_, at) => at % 3)
        for (let seed = 0; seed < 50; seed++) {
          const run = () =>
            augment(values, label, shape, loaded(nnunetAugmentation([...shape])), random(seed))
          const made = run()
          expect(made).toEqual(run())
          expect(made.image).toHaveLength(values.length)
          expect(made.image.every(Number.isFinite)).toBe(true)
          expect(made.label?.every((value) => value < 3)).toBe(true)
        }
      }
  })
})

describe("options of nnU-Net", () => {
  const moments = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return [mean, Math.sqrt(square)] as const
  }

  it.each([false, true])("gamma keeps mean and deviation (inverted: %s)", (inverted) => {
    const step = gamma({ range: [1.5, 1.5], inverted, retainStatistics: true, probability: 1 })
    const made = augment(image, undefined, size, loaded([step]), random(1)).image
    const [mean, deviation] = moments(image)
    expect(moments(made)[0]).toBeCloseTo(mean, 5)
    expect(moments(made)[1]).toBeCloseTo(deviation, 5)
    expect(made).not.toEqual(image)
  })

  it("noise of one deviation for all modalities differs from voxel to voxel", () => {
    const step = gaussianNoise({ deviation: 0.1, shared: true, probability: 1 })
    const still = new Float32Array(2 * 512)
    for (let seed = 0; seed < 20; seed++) {
      const made = augment(still, undefined, size, loaded([step]), random(seed)).image
      const [one, other] = [made.subarray(0, 512), made.subarray(512)]
      // The ratio of two deviations of 512 normal draws is 1 within 5 times 1 / sqrt(512).
      expect(Math.abs(moments(one)[1] / moments(other)[1] - 1)).toBeLessThan(5 / Math.sqrt(512))
      expect(one).not.toEqual(other)
    }
  })
})
