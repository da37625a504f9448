import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { smoothed } from "../../../../runtime/data/transforms/augment/gaussianBlur.ts"
import {
  adjustContrast,
  perChannel,
} from "../../../../runtime/data/transforms/augment/intensity.ts"
import {
  resizedImage,
  resizedLabel,
} from "../../../../runtime/data/transforms/augment/resizedCrop.ts"
import { Told } from "../../../pretraining/fixtures.ts"

const Triple = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite])

const told = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      x: Told,
      gamma: Schema.Finite,
      adjusted: Told,
      sigma: Triple,
      blurred: Told,
      box: Schema.Struct({ origin: Triple, size: Triple }),
      resized: Told,
      label: Told,
      resizedLabel: Told,
    }),
  ),
)(
  readFileSync(
    new URL("../../../fixtures/pretraining/augmentations.json", import.meta.url),
    "utf8",
  ),
)

const size = [4, 5, 6] as const
const image = Float32Array.from(told.x.values)

const largestDifference = (made: Float32Array, { values }: typeof Told.Type): number =>
  made.length === values.length
    ? Math.max(...values.map((value, at) => Math.abs(made[at]! - value)))
    : Number.NaN

describe("on the same numbers as MONAI and PyTorch", () => {
  it("gamma is AdjustContrast of each channel", () => {
    const made = perChannel(image, size, (values) => adjustContrast(values, told.gamma))
    expect(largestDifference(made, told.adjusted)).toBeLessThan(2e-6)
  })

  it("the blur is GaussianFilter, sigma by axis", () => {
    const made = smoothed("integrated", image, size, told.sigma)
    expect(largestDifference(made, told.blurred)).toBeLessThan(2e-6)
  })

  it("a resized box is a trilinear Resize, its label the nearest voxel", () => {
    const made = resizedImage(image, size, told.box)
    expect(largestDifference(made, told.resized)).toBeLessThan(2e-6)
    const label = Uint8Array.from(told.label.values)
    expect([...resizedLabel(label, size, told.box)]).toEqual(told.resizedLabel.values)
  })
})
