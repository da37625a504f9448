import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { affineCrop } from "../../../../runtime/data/transforms/augment/affineCrop.ts"
import { affineMatrix, boxRead } from "../../../../runtime/data/transforms/augment/affineMatrix.ts"
import { smoothed } from "../../../../runtime/data/transforms/augment/gaussianBlur.ts"
import {
  adjustContrast,
  onNegative,
  retainingStatistics,
  stretchContrast,
} from "../../../../runtime/data/transforms/augment/intensity.ts"
import { withLowResolution } from "../../../../runtime/data/transforms/augment/lowResolution.ts"
import type { Voxels } from "../../../../runtime/data/volume/crop.ts"
import { Told } from "../../../pretraining/fixtures.ts"

const Triple = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite])
const pair = { x: Told, y: Told }

const told = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      affine: Schema.Array(
        Schema.Struct({
          degrees: Triple,
          scale: Schema.Finite,
          flat: Schema.Boolean,
          volume: Triple,
          crop: Triple,
          image: Told,
          label: Told,
          batchgenerators: Told,
          batchgeneratorsLabel: Told,
          scipy: Told,
        }),
      ),
      blur: Schema.Array(Schema.Struct({ sigma: Triple, ...pair })),
      lowResolution: Schema.Array(Schema.Struct({ zoom: Triple, ...pair })),
      contrast: Schema.Array(Schema.Struct({ factor: Schema.Finite, ...pair })),
      gamma: Schema.Array(
        Schema.Struct({ power: Schema.Finite, inverted: Schema.Boolean, ...pair }),
      ),
    }),
  ),
)(readFileSync(new URL("../../../fixtures/augment/nnunet.json", import.meta.url), "utf8"))

const largestDifference = (made: ArrayLike<number>, { values }: typeof Told.Type): number =>
  made.length === values.length
    ? Math.max(...values.map((value, at) => Math.abs(made[at]! - value)))
    : Number.NaN

const sizeOf = ({ shape: [, depth = 0, height = 0, width = 0] }: typeof Told.Type): Voxels => [
  depth,
  height,
  width,
]

/** The part of [..., z, y, x] within a box. */
const cut = (values: readonly number[], size: Voxels, origin: Voxels, box: Voxels): number[] =>
  values.filter((_, at) => {
    const x = at % size[2]
    const y = Math.floor(at / size[2]) % size[1]
    const z = Math.floor(at / (size[1] * size[2])) % size[0]
    return [z, y, x].every(
      (place, axis) => place >= origin[axis]! && place < origin[axis]! + box[axis]!,
    )
  })

describe("on the same numbers as batchgeneratorsv2 and SciPy", () => {
  it.each(told.affine)(
    "rotates by $degrees and scales by $scale, from the box read alone",
    (one) => {
      const radians = one.degrees.map((angle) => (angle * Math.PI) / 180)
      const matrix = affineMatrix(
        [radians[0]!, radians[1]!, radians[2]!],
        one.flat ? [1, one.scale, one.scale] : [one.scale, one.scale, one.scale],
      )
      const first = (axis: 0 | 1 | 2) => (one.crop[axis] - one.volume[axis]) / 2
      const volume = { origin: [first(0), first(1), first(2)], size: one.volume } as const
      const box = boxRead(matrix, one.crop, volume)
      const within = (axis: 0 | 1 | 2) => box.origin[axis] - volume.origin[axis]
      const origin: Voxels = [within(0), within(1), within(2)]
      const made = affineCrop(
        {
          image: Float32Array.from(cut(one.image.values, one.volume, origin, box.size)),
          label: Uint8Array.from(cut(one.label.values, one.volume, origin, box.size)),
        },
        box,
        one.crop,
        matrix,
      )
      // SciPy computes in double; batchgeneratorsv2 places its grid in single precision.
      expect(largestDifference(made.image, one.scipy)).toBeLessThan(1e-6)
      expect(largestDifference(made.image, one.batchgenerators)).toBeLessThan(2e-5)
      expect([...(made.label ?? [])]).toEqual(one.batchgeneratorsLabel.values)
    },
  )

  it.each(told.blur)("the sampled filter of sigma $sigma is GaussianBlurTransform", (one) => {
    const made = smoothed("sampled", Float32Array.from(one.x.values), sizeOf(one.x), one.sigma)
    expect(largestDifference(made, one.y)).toBeLessThan(2e-6)
  })

  it.each(told.lowResolution)("a zoom of $zoom is SimulateLowResolutionTransform", (one) => {
    const made = withLowResolution(Float32Array.from(one.x.values), sizeOf(one.x), one.zoom)
    expect(largestDifference(made, one.y)).toBeLessThan(2e-6)
  })

  it.each(told.contrast)("contrast by $factor is ContrastTransform", (one) => {
    const made = Float32Array.from(one.x.values)
    stretchContrast(made, one.factor)
    expect(largestDifference(made, one.y)).toBeLessThan(2e-6)
  })

  it.each(told.gamma)("gamma $power, inverted: $inverted, is GammaTransform", (one) => {
    const made = Float32Array.from(one.x.values)
    const raised = (values: Float32Array) =>
      retainingStatistics(values, (each) => adjustContrast(each, one.power))
    if (one.inverted) onNegative(made, raised)
    else raised(made)
    expect(largestDifference(made, one.y)).toBeLessThan(5e-6)
  })
})
