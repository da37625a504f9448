import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { readMetaImage } from "../../formats/metaimage/read.ts"
import type { Affine } from "../../formats/nifti/affine.ts"
import type { NiftiData } from "../../formats/nifti/datatype.ts"
import { readNiftiVolume } from "../../formats/nifti/readVolume.ts"

/** What is known of an image of three axes beside its voxels. */
export interface ImageHeader {
  readonly path: string
  /** (depth, height, width). */
  readonly shape: readonly [number, number, number]
  /** (z, y, x), mm. */
  readonly spacing: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm, RAS+. */
  readonly affine: Affine
  /** How many volumes the file holds, and which of them this is, from 0. */
  readonly channels: number
  readonly channel: number
  /** What of the header was not taken as it is. */
  readonly warnings: readonly Fault[]
}

/** An image of three axes. */
export interface VolumeImage extends ImageHeader {
  /** [depth, height, width]. */
  readonly data: NiftiData
}

const METAIMAGE = /\.(mha|mhd)$/i
const NIFTI = /\.(nii|hdr|img)(\.gz)?$/i
const READ = ".nii, .hdr and .img, each alone or with .gz, .mha or .mhd, in any capitals"

/** Whether a file's name is that of an image that is read. */
export const isNamedAsImage = (path: string): boolean => METAIMAGE.test(path) || NIFTI.test(path)

/** Endings of files that are no image of ours, and what to do about them. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/\.(dcm|ima)$/i, "Convert the series to NIfTI (dcm2niix)."],
  [/\.(nrrd|nhdr|mgh|mgz|mnc|mif|par|rec|head|brik)(\.gz)?$/i, "Convert it to NIfTI."],
  [
    /\.(png|jpe?g|tiff?|bmp|npy|npz|h5|hdf5|mat)$/i,
    "Write it as NIfTI, with its spacing; in nibabel: nibabel.save(nibabel.Nifti1Image(array, affine), NEW).",
  ],
  [/\.(zip|tar|tgz|7z|rar)$/i, "Unpack it."],
  [/\.(bz2|xz|zst|lz4|z)$/i, "Unpack it, and gzip it or leave it as it is."],
]

/**
 * Reads an image in the format that its name tells, or one of its channels, from 0. Axes of one voxel after the third
 * are dropped.
 */
export const readImage = Effect.fn("readImage")(function* (
  path: string,
  asked?: number,
): Effect.fn.Return<VolumeImage, DatasetError> {
  if (!isNamedAsImage(path)) {
    const hint = OTHERS.find(([ending]) => ending.test(path))?.[1]
    return yield* datasetError(
      fault({
        what: "the file's format is not known by its name",
        where: { file: path },
        expected: `a name that ends in ${READ}`,
        hint,
      }),
    )
  }
  const read = METAIMAGE.test(path) ? readMetaImage : readNiftiVolume
  const { shape, spacing, warnings, ...volume } = yield* read(path, asked)
  const [width, height, depth] = shape
  const [dx, dy, dz] = spacing
  return {
    ...volume,
    path,
    shape: [depth, height, width],
    spacing: [dz, dy, dx],
    warnings: warnings.map((warning) => faultAt({ file: path }, warning)),
  }
})
