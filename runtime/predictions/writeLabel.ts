import { Effect } from "effect"
import type { NiftiData } from "../data/formats/nifti/datatype.ts"
import { readNifti } from "../data/formats/nifti/read.ts"
import { writeNifti } from "../data/formats/nifti/write.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Grid } from "../data/transforms/preprocessing/applied.ts"

/** A label volume, [depth, height, width], and where it lies. */
interface LabelVolume extends Grid {
  readonly values: Uint8Array
}

/** Label values in the type of an image's where those are whole numbers, in 8 bits where not. */
const typedAs = (values: Uint8Array, image: NiftiData): NiftiData => {
  switch (image[Symbol.toStringTag]) {
    case "Int8Array":
      return Int8Array.from(values)
    case "Int16Array":
      return Int16Array.from(values)
    case "Uint16Array":
      return Uint16Array.from(values)
    case "Int32Array":
      return Int32Array.from(values)
    case "Uint32Array":
      return Uint32Array.from(values)
    default:
      return values
  }
}

/**
 * Writes a label volume as NIfTI: with the whole geometry (affine, both forms and their codes, units)
 * and, where it is one of whole numbers, the type of the image `like`; 8-bit with an affine alone
 * without one. Fails where the image has another shape.
 */
export const writeLabel = Effect.fn("writeLabel")(function* (
  file: string,
  { values, shape, spacing, affine }: LabelVolume,
  like: string | undefined,
): Effect.fn.Return<void, DatasetError> {
  if (like === undefined)
    return yield* writeNifti(file, {
      data: values,
      shape: shape.toReversed(),
      spacing: spacing.toReversed(),
      affine,
    })
  const image = yield* readNifti(like)
  yield* writeNifti(file, { data: typedAs(values, image.data), like: image })
})
