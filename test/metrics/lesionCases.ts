import { readFileSync } from "node:fs"
import { Schema } from "effect"
import type { MaskPair } from "../../runtime/metrics/contract.ts"

const Triple = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite])
const Balls = Schema.Array(
  Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite, Schema.Finite]),
)
const Scores = Schema.Struct({
  dice: Schema.Finite,
  hd95: Schema.Finite,
  found: Schema.Finite,
  missed: Schema.Finite,
  false: Schema.Finite,
})

const Case = Schema.Struct({
  shape: Triple,
  spacing: Triple,
  prediction: Balls,
  truth: Balls,
  /** Voxels of both. */
  voxels: Schema.Tuple([Schema.Finite, Schema.Finite]),
  lesions: Schema.Struct({ GLI: Scores, MEN: Scores, MET: Scores }),
  /** By brats-evaluation; null where it gives NaN. */
  paired: Schema.Struct({
    ...Scores.fields,
    dice: Schema.NullOr(Schema.Finite),
    hd95: Schema.NullOr(Schema.Finite),
  }),
  /** By tolerance in mm; null where surface-distance gives NaN. */
  surfaceDice: Schema.Struct({
    "1": Schema.NullOr(Schema.Finite),
    "2": Schema.NullOr(Schema.Finite),
  }),
})

const Cases = Schema.Struct({
  masks: Schema.Array(Case),
  rankings: Schema.Array(
    Schema.Struct({
      truths: Schema.Array(Schema.Finite),
      predictions: Schema.Array(Schema.Finite),
      bins: Schema.Finite,
      averagePrecision: Schema.Finite,
      balancedAccuracy: Schema.Finite,
      brier: Schema.Finite,
      calibrationError: Schema.Finite,
    }),
  ),
})

/** What BraTS 2023's scorer, brats-evaluation, surface-distance and scikit-learn gave; see fixtures/lesions/make.py. */
export const lesionCases = Schema.decodeUnknownSync(Schema.fromJsonString(Cases))(
  readFileSync(new URL("../fixtures/lesions/cases.json", import.meta.url), "utf8"),
)

const drawn = ([depth, height, width]: typeof Triple.Type, balls: typeof Balls.Type): Uint8Array =>
  Uint8Array.from({ length: depth * height * width }, (_, at) => {
    const [z, y, x] = [
      Math.floor(at / (height * width)),
      Math.floor(at / width) % height,
      at % width,
    ]
    const inside = balls.some(
      ([a, b, c, squared]) => (z - a) ** 2 + (y - b) ** 2 + (x - c) ** 2 <= squared,
    )
    return inside ? 1 : 0
  })

/** The masks of a case. */
export const pairOf = ({ shape, spacing, prediction, truth }: typeof Case.Type): MaskPair => ({
  prediction: drawn(shape, prediction),
  truth: drawn(shape, truth),
  shape,
  spacing,
})
