import { Effect } from "effect"
import type { Fault } from "../../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Affine } from "../../formats/nifti/affine.ts"
import type { NiftiData } from "../../formats/nifti/datatype.ts"
import { readMetaImage } from "../../formats/metaimage/read.ts"
import { readNifti } from "../../formats/nifti/read.ts"

/** An image of three axes. */
export interface VolumeImage {
  readonly path: string
  /** [depth, height, width]. */
  readonly data: NiftiData
  /** (depth, height, width). */
  readonly shape: readonly [number, number, number]
  /** (z, y, x), mm. */
  readonly spacing: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm, RAS+. */
  readonly affine: Affine
}

const METAIMAGE = [".mha", ".mhd"]
const READ = [".nii", ".nii.gz", ...METAIMAGE]

const refused = (fault: Fault): Effect.Effect<never, DatasetError> =>
  Effect.fail(datasetError(fault))

/** Reads an image in the format that its name tells. Axes of one voxel after the third are dropped. */
export const readImage = Effect.fn("readImage")(function* (
  path: string,
): Effect.fn.Return<VolumeImage, DatasetError> {
  const where = { file: path }
  if (!READ.some((ending) => path.endsWith(ending))) {
    return yield* refused({
      what: "the file's format is not known by its name",
      where,
      expected: `a name that ends in ${READ.join(" or ")}`,
    })
  }
  const image = METAIMAGE.some((ending) => path.endsWith(ending))
    ? yield* readMetaImage(path)
    : yield* Effect.mapError(readNifti(path), ({ faults }) => datasetError(...faults))
  const { data, shape, spacing, affine } = image
  const [width, height, depth, ...others] = shape
  if (
    width === undefined ||
    height === undefined ||
    depth === undefined ||
    others.some((length) => length !== 1)
  ) {
    const what = `an image of ${shape.length} axes (${shape.join(" x ")})`
    return yield* refused({ what, where, expected: "3 axes" })
  }
  const [dx = 1, dy = 1, dz = 1] = spacing
  return { path, data, shape: [depth, height, width], spacing: [dz, dy, dx], affine }
})
