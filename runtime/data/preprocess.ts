import { Result } from "effect"
import { cropToBox, nonzeroBox, type Box } from "./boundingBox.ts"
import type { RawSubject } from "./contract.ts"
import { datasetError, type DatasetError } from "./datasetError.ts"
import { shiftedAffine } from "./nifti/affine.ts"
import { normalizeNonzero } from "./normalize.ts"
import { unfilledFloats } from "./unfilled.ts"
import type { PreparedVolume } from "./volume/write.ts"

/** (x, y, z) of a box's first voxel. */
const startOf = ({ origin: [z, y, x] }: Box): readonly [number, number, number] => [x, y, z]

/**
 * Crops to the smallest box that holds every voxel that is not 0 in some modality or in the label,
 * then turns each modality into z-scores over its voxels that are not 0. The box's place in the
 * original grid is kept. Fails where a modality is 0 everywhere.
 */
export const preprocess = (subject: RawSubject): Result.Result<PreparedVolume, DatasetError> => {
  const { id, modalities, shape, spacing, affine, image, label, sources } = subject
  const box = nonzeroBox(label === undefined ? [image] : [image, label], shape)
  const blank = (name: string) => ({
    what: `the ${name} image is 0 everywhere`,
    where: { subject: id, file: sources[name] ?? "" },
    mend: "Leave the subject out.",
  })
  if (box === undefined) return Result.fail(datasetError(...modalities.map(blank)))
  const voxels = box.size[0] * box.size[1] * box.size[2]
  const cropped = cropToBox(image, shape, box, unfilledFloats(voxels * modalities.length))
  const empty = modalities.filter((_, channel) => {
    const values = cropped.subarray(channel * voxels, (channel + 1) * voxels)
    return normalizeNonzero(values).count === 0
  })
  if (empty.length > 0) return Result.fail(datasetError(...empty.map(blank)))
  return Result.succeed({
    meta: {
      id,
      channels: modalities,
      shape: box.size,
      spacing,
      affine: shiftedAffine(affine, startOf(box)),
      original: { shape, origin: box.origin },
      sources,
    },
    image: cropped,
    ...(label === undefined ? {} : { label: cropToBox(label, shape, box, new Uint8Array(voxels)) }),
  })
}
