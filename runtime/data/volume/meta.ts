import { Schema } from "effect"

const Triple = Schema.Tuple([Schema.Number, Schema.Number, Schema.Number])
const Lengths = Schema.Tuple([Schema.Int, Schema.Int, Schema.Int])
const AffineRow = Schema.Tuple([Schema.Number, Schema.Number, Schema.Number, Schema.Number])

/** Where the voxels of one label value stand in `foreground.npy`. */
export const LabelValue = Schema.Struct({
  value: Schema.Int,
  offset: Schema.Int,
  count: Schema.Int,
})
export type LabelValue = typeof LabelValue.Type

/** `meta.json` of a preprocessed subject. Triples are (z, y, x). */
export const VolumeMeta = Schema.Struct({
  id: Schema.NonEmptyString,
  /** Names of the channels of `image.npy`, in order. */
  channels: Schema.Array(Schema.String),
  /** Of the stored volume, voxels. */
  shape: Lengths,
  /** mm. */
  spacing: Triple,
  /** Voxel (x, y, z) of the stored volume to world mm. */
  affine: Schema.Tuple([AffineRow, AffineRow, AffineRow, AffineRow]),
  /** Shape of the original grid, and where in it the stored volume begins. */
  original: Schema.Struct({ shape: Lengths, origin: Lengths }),
  /** Names of the original files, by channel, and `label`. */
  sources: Schema.Record(Schema.String, Schema.String),
  /** Values other than 0 in `label.npy`, ascending; absent where there is no label. */
  labelValues: Schema.optionalKey(Schema.Array(LabelValue)),
})
export type VolumeMeta = typeof VolumeMeta.Type
