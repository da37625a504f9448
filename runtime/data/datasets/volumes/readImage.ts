import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { readMetaVolumes } from "../../formats/metaimage/read.ts"
import type { Affine } from "../../formats/nifti/affine.ts"
import type { NiftiData } from "../../formats/nifti/datatype.ts"
import { readNiftiVolumes } from "../../formats/nifti/readVolume.ts"

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
 * Reads an image in the format that its name tells, or channels of it, from 0, in one pass: `take` gets each with its
 * place in the list, in any order, and owns it. Axes of one voxel after the third are dropped.
 */
export const readChannels = Effect.fn("readChannels")(function* (
  path: string,
  channels: readonly (number | undefined)[],
  take: (index: number, image: VolumeImage) => void,
): Effect.fn.Return<void, DatasetError> {
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
  const read = METAIMAGE.test(path) ? readMetaVolumes : readNiftiVolumes
  return yield* read(path, channels, (index, { shape, spacing, warnings, ...volume }) => {
    const [width, height, depth] = shape
    const [dx, dy, dz] = spacing
    take(index, {
      ...volume,
      path,
      shape: [depth, height, width],
      spacing: [dz, dy, dx],
      warnings: warnings.map((warning) => faultAt({ file: path }, warning)),
    })
  })
})

/** Reads one image, or one channel of it. */
export const readImage = (
  path: string,
  channel?: number,
): Effect.Effect<VolumeImage, DatasetError> =>
  Effect.suspend(() => {
    const found: VolumeImage[] = []
    const read = readChannels(path, [channel], (_, image) => found.push(image))
    return Effect.map(read, () => found[0]!)
  })
