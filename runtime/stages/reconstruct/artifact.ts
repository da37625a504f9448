import { Schema } from "effect"

/** How a slice of a crop is stored: `slices/FILE` is float32 [kinds, modalities, height, width]. */
export const sliceKinds = ["original", "masked", "reconstructed"] as const

/** `reconstruction.json`: how well hidden positions of the test subjects are filled in, under the masks that all arms share. */
export const ReconstructionFile = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  /** Mean squared error over the voxels of hidden positions, a subject at a time, mean over draws. */
  mse: Schema.Array(Schema.Finite),
  /**
   * What a subject adds to the variance between subjects of the reconstruction over that of the target, both
   * at the voxels of hidden positions, mean over draws: the mean over subjects is the ratio. An average
   * image gives 0, a faithful one 1. Null with fewer than two subjects.
   */
  varianceRatio: Schema.Array(Schema.NullOr(Schema.Finite)),
  modalities: Schema.Array(Schema.String),
  /** Height and width of the slices. */
  plane: Schema.Tuple([Schema.Int, Schema.Int]),
})
export type ReconstructionFile = typeof ReconstructionFile.Type
