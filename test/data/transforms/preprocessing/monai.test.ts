import { readFileSync } from "node:fs"
import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { PreprocessingStep } from "../../../../dsl/preprocessing.ts"
import type { RawSubject } from "../../../../runtime/data/contract.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { Grid } from "../../../../runtime/data/transforms/preprocessing/applied.ts"
import { stepLengths } from "../../../../runtime/data/formats/nifti/affine.ts"
import { onFile } from "./onFile.ts"

// Expected values: MONAI 1.6.1, by test/fixtures/preprocessing/make.py.
const Numbers = Schema.Array(Schema.Number)
const Space = {
  shape: Grid.fields.shape,
  affine: Grid.fields.affine,
  image: Numbers,
  label: Numbers,
}
const Case = Schema.Struct({
  steps: Schema.Array(PreprocessingStep),
  ...Space,
  restored: Numbers,
})
const fixture = Schema.decodeSync(
  Schema.fromJsonString(
    Schema.Struct({
      channels: Schema.Array(Schema.String),
      ...Space,
      cases: Schema.Record(Schema.String, Case),
    }),
  ),
)(readFileSync(new URL("../../../fixtures/preprocessing/monai.json", import.meta.url), "utf8"))

const [x, y, z] = stepLengths(fixture.affine)
const subject: RawSubject = {
  id: "made",
  modalities: fixture.channels,
  shape: fixture.shape,
  spacing: [z, y, x],
  affine: fixture.affine,
  image: Float32Array.from(fixture.image),
  label: Uint8Array.from(fixture.label),
  sources: {},
}

const furthest = (found: ArrayLike<number>, expected: readonly number[]): number =>
  expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? NaN))), 0)

describe("steps give what MONAI's transforms give", () => {
  it.each(Object.entries(fixture.cases))("%s", (_, expected) => {
    const { meta, image, label } = Result.getOrThrow(preprocess(subject, expected.steps))
    expect(meta.shape).toEqual(expected.shape)
    expect(furthest(meta.affine.flat(), expected.affine.flat())).toBeLessThan(1e-9)
    expect(image.length).toBe(expected.image.length)
    // float32 of values up to some hundreds, interpolated in another order of sums.
    const scale = Math.max(1, ...expected.image.map(Math.abs))
    expect(furthest(image, expected.image)).toBeLessThan(2e-6 * scale)
    expect([...(label ?? [])]).toEqual(expected.label)
  })

  const notResampled = Object.entries(fixture.cases).filter(([, { steps }]) =>
    steps.every(({ kind }) => kind !== "spacing"),
  )
  it.each(notResampled)("and go back as its inverse does: %s", (_, expected) => {
    const { meta, label } = Result.getOrThrow(preprocess(subject, expected.steps))
    expect([...onFile(label, meta)]).toEqual(expected.restored)
  })
})
