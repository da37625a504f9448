import { readFileSync } from "node:fs"
import { Schema } from "effect"

const Value = Schema.NullOr(Schema.Finite)
const Triple = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite])
const BySpacing = Schema.Struct({
  mm: Schema.Union([Value, Schema.Literal("error")]),
  voxel: Schema.Union([Value, Schema.Literal("error")]),
})

const Cases = Schema.Struct({
  masks: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      shape: Triple,
      spacing: Triple,
      prediction: Schema.String,
      truth: Schema.String,
      hd95: Schema.Struct({ monai: BySpacing, medpy: BySpacing, brats2023: BySpacing }),
      dice: Schema.Struct({
        monai: Value,
        monaiKeepingEmpty: Value,
        nnunet: Value,
        brats2023: Value,
      }),
    }),
  ),
  rankings: Schema.Array(
    Schema.Struct({
      scores: Schema.Array(Schema.Finite),
      labels: Schema.Array(Schema.Finite),
      auc: Schema.Finite,
    }),
  ),
  surfels: Schema.Array(Schema.Struct({ spacing: Triple, areas: Schema.Array(Schema.Finite) })),
})

/** Values that MONAI, medpy, surface-distance and scikit-learn gave; see fixtures/metrics/make.py. */
export const cases = Schema.decodeUnknownSync(Schema.fromJsonString(Cases))(
  readFileSync(new URL("../fixtures/metrics/cases.json", import.meta.url), "utf8"),
)

/** A mask from its packed bits, first voxel in the highest bit. */
export const unpack = (
  packed: string,
  [depth, height, width]: readonly [number, number, number],
): Uint8Array => {
  const bytes = Buffer.from(packed, "base64")
  return Uint8Array.from(
    { length: depth * height * width },
    (_, i) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1,
  )
}

/** True when both are NaN (null in the fixture) or when they agree within 1e-6 of the expected. */
export const agrees = (actual: number, expected: number | null): boolean =>
  expected === null
    ? Number.isNaN(actual)
    : Math.abs(actual - expected) <= 1e-6 * Math.abs(expected)
