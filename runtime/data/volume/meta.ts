import { Schema } from "effect"
import { AppliedStep, Grid, Lengths } from "../transforms/preprocessing/applied.ts"

/** Where the voxels of one label value stand in `foreground.npy`. */
export const LabelValue = Schema.Struct({
  value: Schema.Int,
  offset: Schema.Int,
  count: Schema.Int,
})
export type LabelValue = typeof LabelValue.Type

/** Values other than 0 of a label volume, ascending. */
const LabelValues = Schema.Array(LabelValue)

/** `meta.json` of a preprocessed subject. Triples are (z, y, x). */
export const VolumeMeta = Schema.Struct({
  id: Schema.NonEmptyString,
  /** Names of the channels of `image.npy`, in order. */
  channels: Schema.Array(Schema.String),
  /** Of the stored volume. */
  ...Grid.fields,
  /** Shape of the original grid, and its voxel at (or nearest to) the stored volume's first. */
  original: Schema.Struct({ shape: Lengths, origin: Lengths }),
  /** What was done to the original, in order; a cut at `original.origin` alone where absent. */
  preprocessing: Schema.optionalKey(Schema.Array(AppliedStep)),
  /** Names of the original files, by channel, and `label`. */
  sources: Schema.Record(Schema.String, Schema.String),
  /** Values other than 0 in `label.npy`, ascending; absent where there is no label. */
  labelValues: Schema.optionalKey(LabelValues),
  /** The expert's label file: its own grid, on which scores are taken, and its values in `expert.npy`. */
  expert: Schema.optionalKey(Schema.Struct({ ...Grid.fields, labelValues: LabelValues })),
})
export type VolumeMeta = typeof VolumeMeta.Type
