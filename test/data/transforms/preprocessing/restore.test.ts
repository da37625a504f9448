import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  cropForeground,
  divideByMax,
  normalizeIntensity,
  orientation,
  scaleIntensityRangePercentiles,
  spacing,
  spatialPad,
  type PreprocessingStep,
} from "../../../../dsl/index.ts"
import { AxisCodes } from "../../../../dsl/preprocessing.ts"
import type { RawSubject } from "../../../../runtime/data/contract.ts"
import type { Affine, Row } from "../../../../runtime/data/formats/nifti/affine.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { percentiles } from "../../../../runtime/data/transforms/preprocessing/percentile.ts"
import { broughtBack, fileGrid } from "../../../../runtime/data/transforms/preprocessing/restore.ts"
import { voxelMap } from "../../../../runtime/data/transforms/resample/lattice.ts"
import type { VolumeMeta } from "../../../../runtime/data/volume/meta.ts"
import { onFile } from "./onFile.ts"

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

/** Calls `visit` with each voxel of a shape: its flat index and (z, y, x). */
const eachPlace = (
  [depth, height, width]: VolumeMeta["shape"],
  visit: (voxel: number, at: readonly [number, number, number]) => void,
) => {
  let voxel = 0
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) visit(voxel++, [z, y, x])
}

/** Whether a place in the world lies between voxels of a grid. */
const isBetween = ({ shape, affine }: VolumeMeta, [x = 0, y = 0, z = 0]: readonly number[]) => {
  const at: Affine = [
    [0, 0, 0, x],
    [0, 0, 0, y],
    [0, 0, 0, z],
    [0, 0, 0, 1],
  ]
  const lengths = shape.toReversed()
  return voxelMap(at, affine).every(
    ([, place], axis) => place >= -1e-9 && place <= (lengths[axis] ?? 1) - 1 + 1e-9,
  )
}

/** What the steps make of a subject; one whose values are all the same has no z-score. */
const prepared = (subject: RawSubject, drawn: readonly PreprocessingStep[]) => {
  const made = preprocess(subject, drawn)
  fc.pre(Result.isSuccess(made))
  return Result.getOrThrow(made)
}

describe("what is brought back to the grid of the file", () => {
  it("is as it was where no step resamples", () => {
    fc.assert(
      fc.property(subjects, fc.array(steps, { maxLength: 6 }), (subject, drawn) => {
        const { meta, label } = prepared(subject, drawn)
        const { shape, spacing, affine } = subject
        expect(onFile(label, meta)).toEqual(subject.label)
        expect(fileGrid(meta)).toEqual({ shape, spacing, affine })
      }),
    )
  })

  // A plane in space is what trilinear interpolation gives back without error.
  const plane = ([x = 0, y = 0, z = 0]: readonly number[]): number =>
    0.3 * x - 0.7 * y + 0.2 * z + 4

  /** A plane's values on a grid, and where they are wrong by more than float32 has it: NaN where not filled. */
  const errorOf = (meta: VolumeMeta): number => {
    const { shape, affine } = meta
    const values = new Float32Array(shape[0] * shape[1] * shape[2])
    eachPlace(shape, (voxel, at) => (values[voxel] = plane(worldOf(affine, at))))
    const grid = fileGrid(meta)
    const empty = new Float32Array(grid.shape[0] * grid.shape[1] * grid.shape[2]).fill(NaN)
    const back = broughtBack(values, meta, empty)
    let worst = 0
    eachPlace(grid.shape, (voxel, at) => {
      const world = worldOf(grid.affine, at)
      if (isBetween(meta, world)) worst = Math.max(worst, Math.abs(back[voxel]! - plane(world)))
    })
    return worst
  }

  it("is interpolated in space: a plane stays a plane, whatever was resampled, turned and cut", () => {
    const resampling = fc
      .tuple(...[0, 1, 2].map(() => fc.double({ min: 0.6, max: 3, noNaN: true })))
      .map(([z = 1, y = 1, x = 1]) => spacing([z, y, x]))
    fc.assert(
      fc.property(
        subjects,
        fc.array(fc.oneof(steps, resampling), { maxLength: 5 }),
        (subject, drawn) => {
          expect(errorOf(prepared(subject, drawn).meta)).toBeLessThan(1e-4)
        },
      ),
    )
  })

  it("goes to the label's own grid where that is another one", () => {
    const expert = {
      shape: [3, 5, 4] as const,
      spacing: [2, 1, 1] as const,
      affine: [
        [0.9, -0.3, 0, 1],
        [0.3, 0.9, 0.1, -1],
        [0, 0, 2, 0.5],
        [0, 0, 0, 1],
      ] as const,
    }
    fc.assert(
      fc.property(subjects, fc.array(steps, { maxLength: 3 }), (subject, drawn) => {
        const { meta } = prepared(subject, drawn)
        expect(errorOf({ ...meta, expert: { ...expert, labelValues: [] } })).toBeLessThan(1e-4)
      }),
    )
  })

  it("keeps the border's plane: 4 voxels at half the resolution are 2, the last old one half beyond", () => {
    const line: RawSubject = {
      ...plain,
      shape: [1, 2, 4],
      image: Float32Array.of(...plain.image, ...plain.image),
    }
    const { meta } = Result.getOrThrow(preprocess(line, [spacing([1, 1, 2])]))
    expect(meta.shape).toEqual([1, 2, 2])
    const back = broughtBack(Float32Array.of(0, 2, 4, 8), meta, new Float32Array(8).fill(-1))
    // Voxels at 0, 1, 2, 3 of which the network saw 0 and 2.
    expect([...back]).toEqual([0, 1, 2, 2, 4, 6, 8, 8])
  })

  it("leaves what was cut off as it is", () => {
    const { meta } = Result.getOrThrow(preprocess(plain, [cropForeground()]))
    expect(meta.shape).toEqual([1, 2, 2])
    const zero = { ...plain, image: Float32Array.of(0, 0, 0, 6, 0, 0, 0, 8) }
    const corner = Result.getOrThrow(preprocess(zero, [cropForeground()]))
    const back = broughtBack(Float32Array.of(3), corner.meta, new Float32Array(4).fill(-Infinity))
    expect([...back]).toEqual([-Infinity, -Infinity, -Infinity, 3])
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
    expect([...onFile(Uint8Array.of(4, 5), meta)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5])
    expect(fileGrid(meta).affine.map((row) => row[3])).toEqual([10, 20, 30, 1])
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

  it.each([
    // Of 0, 2, 4, 6 the percentiles 0 and 20 are 0 and 1.2; of 0, 0, 0, 8 both are 0.
    [Float32Array.of(0, 2, 4, 6, 0, 0, 0, 8), /percentiles 0 and 20 are both 0;.*larger upper/],
    [Float32Array.of(0, 2, 4, 6, 5, 5, 5, 5), /percentiles 0 and 20 are both 5;.*a mask/],
  ])("refuse percentiles without a range, naming the file", (image, said) => {
    const step = scaleIntensityRangePercentiles({ lower: 0, upper: 20 })
    const error = Result.getOrThrow(Result.flip(preprocess({ ...plain, image }, [step])))
    expect(error.message).toMatch(/^plain: xenon.nii: the xenon image has no range/)
    expect(error.message).toMatch(said)
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
