import { Schema } from "effect"

/** Masks drawn for the variance: each is the same for all subjects, arms and seeds. */
export const draws = 4

/** How a slice of a crop is stored: `slices/FILE` is float32 [kinds, modalities, height, width]. */
export const sliceKinds = ["original", "masked", "reconstructed"] as const

/** `reconstruction.json`: how well masked cells of the test subjects are filled in. */
export const ReconstructionFile = Schema.Struct({
  /** Mean squared error over masked voxels, a subject at a time. */
  subjects: Schema.Array(Schema.String),
  mse: Schema.Array(Schema.Finite),
  /**
   * Variance between subjects of the reconstruction over that of the target, both at the voxels
   * that are masked, mean over voxels and draws. An average image gives 0, a faithful one 1. Null
   * with fewer than two subjects.
   */
  varianceRatio: Schema.NullOr(Schema.Finite),
  /** Draws of the mask; each is the same for all subjects. */
  draws: Schema.Int,
  modalities: Schema.Array(Schema.String),
  /** Height and width of the slices. */
  plane: Schema.Tuple([Schema.Int, Schema.Int]),
})
export type ReconstructionFile = typeof ReconstructionFile.Type
