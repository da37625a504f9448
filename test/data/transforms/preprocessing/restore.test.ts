import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  cropForeground,
  divideByMax,
  normalizeIntensity,
  orientation,
  scaleIntensityRangePercentiles,
  spatialPad,
  type PreprocessingStep,
} from "../../../../dsl/index.ts"
import { AxisCodes } from "../../../../dsl/preprocessing.ts"
import type { RawSubject } from "../../../../runtime/data/contract.ts"
import type { Affine, Row } from "../../../../runtime/data/formats/nifti/affine.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { percentiles } from "../../../../runtime/data/transforms/preprocessing/percentile.ts"
import { restore } from "../../../../runtime/data/transforms/preprocessing/restore.ts"

const length = fc.integer({ min: 1, max: 6 })

/** A subject of two channels on a grid whose axes are turned, flipped and tilted. */
const subjects = fc
  .record({
    shape: fc.tuple(length, length, length),
    order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    signs: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(-1, 1))),
    tilt: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ shape, order, signs, tilt, seed }): RawSubject => {
    const voxels = shape[0] * shape[1] * shape[2]
    const steps = [1.5, 0.75, 4]
    const row = (axis: number): Row => {
      const along = [0, 1, 2].map((column) =>
        order[column] === axis ? (signs[column] ?? 1) * (steps[column] ?? 1) : tilt * 0.1,
      )
      return [along[0] ?? 0, along[1] ?? 0, along[2] ?? 0, axis * 7 - 3]
    }
    const affine: Affine = [row(0), row(1), row(2), [0, 0, 0, 1]]
    return {
      id: "drawn",
      modalities: ["a", "b"],
      shape,
      spacing: [4, 0.75, 1.5],
      affine,
      // A residue sequence: some zeros, no two subjects alike.
      image: Float32Array.from({ length: 2 * voxels }, (_, at) => ((at + 1) * seed) % 5),
      label: Uint8Array.from({ length: voxels }, (_, at) => ((at + 1) * seed) % 3),
      sources: {},
    }
  })
  .filter(({ image, shape: [d, h, w] }) => {
    const voxels = d * h * w
    return image.subarray(0, voxels).some(Boolean) && image.subarray(voxels).some(Boolean)
  })

const steps: fc.Arbitrary<PreprocessingStep> = fc.oneof(
  fc.constantFrom(...AxisCodes.literals).map(orientation),
  fc.constant(cropForeground()),
  fc.tuple(length, length, length).map((to) => spatialPad(to)),
  fc.constant(normalizeIntensity({ modalities: ["a"] })),
  fc.constant(scaleIntensityRangePercentiles({ lower: 10, upper: 90, to: [1, 3] })),
)

/** World position (mm) of a voxel (z, y, x). */
const worldOf = (affine: Affine, [z, y, x]: readonly [number, number, number]) =>
  affine.slice(0, 3).map((row) => row[0] * x + row[1] * y + row[2] * z + row[3])

/** What the steps make of a subject; one whose values are all the same has no z-score. */
const prepared = (subject: RawSubject, drawn: readonly PreprocessingStep[]) => {
  const made = preprocess(subject, drawn)
  fc.pre(Result.isSuccess(made))
  return Result.getOrThrow(made)
}

describe("restore", () => {
  it("undoes any steps that do not resample: labels, shape and affine as they were", () => {
    fc.assert(
      fc.property(subjects, fc.array(steps, { maxLength: 6 }), (subject, drawn) => {
        const { meta, label } = prepared(subject, drawn)
        const { shape, spacing, affine } = subject
        const expected = { values: subject.label, shape, spacing, affine }
        expect(restore(label ?? new Uint8Array(), meta)).toEqual(expected)
      }),
    )
  })

  it("says where in the original the first voxel was: both are one place in the world", () => {
    fc.assert(
      fc.property(subjects, fc.array(steps, { maxLength: 6 }), (subject, drawn) => {
        const { meta } = prepared(subject, drawn)
        const before = worldOf(subject.affine, meta.original.origin)
        const after = worldOf(meta.affine, [0, 0, 0])
        for (const axis of [0, 1, 2]) expect(after[axis]).toBeCloseTo(before[axis] ?? NaN, 8)
      }),
    )
  })

  it("puts a box back whose steps are not recorded", () => {
    const meta = {
      id: "old",
      channels: ["a"],
      shape: [1, 1, 2] as const,
      spacing: [3, 2, 1] as const,
      affine: [
        [1, 0, 0, 11],
        [0, 2, 0, 22],
        [0, 0, 3, 33],
        [0, 0, 0, 1],
      ] as const,
      original: { shape: [2, 2, 3] as const, origin: [1, 1, 1] as const },
      sources: {},
    }
    const { values, affine } = restore(Uint8Array.of(4, 5), meta)
    expect([...values]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5])
    expect(affine.map((row) => row[3])).toEqual([10, 20, 30, 1])
  })
})

describe("a subject's arrays", () => {
  it("stay as they were, unless they are taken, which gives the same volume", () => {
    fc.assert(
      fc.property(subjects, fc.array(steps, { maxLength: 6 }), (subject, drawn) => {
        const own = structuredClone(subject)
        const kept = preprocess(own, drawn)
        expect(own).toEqual(subject)
        expect(preprocess(own, drawn, "taken")).toEqual(kept)
      }),
    )
  })
})

describe("orientation", () => {
  it("leaves every voxel at its place in the world", () => {
    fc.assert(
      fc.property(subjects, fc.constantFrom(...AxisCodes.literals), (subject, axcodes) => {
        const { meta, image } = Result.getOrThrow(preprocess(subject, [orientation(axcodes)]))
        const placed = (values: Float32Array, { shape, affine }: typeof meta | RawSubject) => {
          const at: string[] = []
          for (let z = 0; z < shape[0]; z++)
            for (let y = 0; y < shape[1]; y++)
              for (let x = 0; x < shape[2]; x++) {
                const value = values[(z * shape[1] + y) * shape[2] + x]
                const world = worldOf(affine, [z, y, x]).map((mm) => Math.round(mm * 1e6) / 1e6 + 0)
                at.push([...world, value].join(" "))
              }
          return at.sort()
        }
        expect(placed(image, meta)).toEqual(placed(subject.image, subject))
      }),
    )
  })
})

const plain: RawSubject = {
  id: "plain",
  modalities: ["proton", "xenon"],
  shape: [1, 2, 2],
  spacing: [1, 1, 1],
  affine: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  image: Float32Array.of(0, 2, 4, 6, 0, 1, 2, 8),
  sources: { xenon: "xenon.nii" },
}

describe("steps on intensities", () => {
  it("change the modalities that they name, and leave the subject as it was", () => {
    const { image, meta } = Result.getOrThrow(
      preprocess(plain, [
        normalizeIntensity({ modalities: ["proton"], nonzero: true }),
        divideByMax({ modalities: ["xenon"] }),
      ]),
    )
    // 2, 4, 6: mean 4, population standard deviation sqrt(8 / 3).
    const unit = Math.sqrt(8 / 3)
    expect([...image.subarray(0, 4)]).toEqual([0, -2 / unit, 0, 2 / unit].map(Math.fround))
    expect([...image.subarray(4)]).toEqual([0, 0.125, 0.25, 1])
    expect([...plain.image]).toEqual([0, 2, 4, 6, 0, 1, 2, 8])
    expect(meta.preprocessing).toEqual([
      { step: "normalizeIntensity", channels: { proton: { mean: 4, std: unit } } },
      { step: "divideByMax", channels: { xenon: { max: 8 } } },
    ])
  })

  it("refuse a largest value that is not above 0, naming the file", () => {
    const dark = { ...plain, image: Float32Array.of(0, 2, 4, 6, 0, -1, -2, -8) }
    const error = Result.getOrThrow(Result.flip(preprocess(dark, [divideByMax()])))
    expect(error.message).toBe(
      "plain: xenon.nii: the largest value of the xenon image is 0; expected a value above 0 to divide by",
    )
  })

  it("take percentiles between order statistics: of 1, 2, 4, 8 the median is 3", () => {
    expect(percentiles(Float32Array.of(8, 1, 4, 2), [0, 50, 75, 100])).toEqual([1, 3, 5, 8])
  })
})

it("an affine without directions cannot be turned", () => {
  const [x, , z, last] = plain.affine
  const subject: RawSubject = { ...plain, affine: [x, [0, 0, 0, 0], z, last] }
  const error = Result.getOrThrow(Result.flip(preprocess(subject, [orientation("RAS")])))
  expect(error.message).toMatch(/the affine has an axis of no length, which orientation cannot use/)
})
