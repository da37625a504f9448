import { Result } from "effect"
import { defaultPreprocessing, type PreprocessingStep } from "../../../dsl/preprocessing.ts"
import type { RawSubject } from "../contract.ts"
import { datasetError, faultAt, type DatasetError } from "../faults/datasetError.ts"
import type { AppliedStep } from "./preprocessing/applied.ts"
import { applyGeometry, type Voxels } from "./preprocessing/geometry.ts"
import { applyIntensity, isIntensityStep } from "./preprocessing/intensity.ts"
import { originOf } from "./preprocessing/origin.ts"
import type { PreparedVolume } from "../volume/write.ts"
import { fault } from "../../../dsl/fault.ts"

const channelsOf = (image: Float32Array, names: readonly string[]) => {
  const voxels = image.length / names.length
  return names.map((name, index) => ({
    name,
    values: image.subarray(index * voxels, (index + 1) * voxels),
  }))
}

/** The modalities that hold no value but 0: nothing can be learnt from them. */
const blankFaults = ({ id, modalities, image, sources }: RawSubject) =>
  channelsOf(image, modalities)
    .filter(({ values }) => values.every((value) => value === 0))
    .map(({ name }) =>
      fault({
        what: `the ${name} image is 0 everywhere`,
        where: { subject: id, file: sources[name] ?? "" },
        hint: "Leave the subject out.",
      }),
    )

/** One step; it may change the image where `mayChange` says so. */
const applied = (
  step: PreprocessingStep,
  voxels: Voxels,
  mayChange: boolean,
  { id, modalities, sources }: RawSubject,
): Result.Result<{ readonly voxels: Voxels; readonly applied: AppliedStep }, DatasetError> => {
  if (!isIntensityStep(step)) {
    return Result.mapError(applyGeometry(step, voxels, mayChange), (rejection) =>
      datasetError(faultAt({ subject: id }, rejection)),
    )
  }
  const image = mayChange ? voxels.image : voxels.image.slice()
  const done = applyIntensity(step, channelsOf(image, modalities))
  if (Result.isFailure(done)) {
    const faults = done.failure.map(({ channel, ...rejection }) =>
      faultAt({ subject: id, file: sources[channel] ?? "" }, rejection),
    )
    return Result.fail(datasetError(...faults))
  }
  return Result.succeed({ voxels: { ...voxels, image }, applied: done.success })
}

/**
 * Does the steps of a data set to a subject, in order, and records each, so that predictions can be brought
 * back to the expert's grid, on which the label is kept as it came.
 * Unless others are given: a crop to the box of what is not 0 in some modality or the label, then
 * z-scores of each modality over its voxels that are not 0. Fails where a modality is 0 everywhere.
 * The subject's arrays stay as they are; one that is `taken` has its image changed in place, which
 * spares a copy of it.
 */
export const preprocess = (
  subject: RawSubject,
  steps: readonly PreprocessingStep[] = defaultPreprocessing,
  arrays: "kept" | "taken" = "kept",
): Result.Result<PreparedVolume, DatasetError> => {
  const blank = blankFaults(subject)
  if (blank.length > 0) return Result.fail(datasetError(...blank))
  const { id, modalities, shape, spacing, affine, image, label, sources } = subject
  const own = label === undefined ? undefined : { shape, spacing, affine, label }
  const { expert = own } = subject
  let voxels: Voxels = {
    grid: { shape, spacing, affine },
    image,
    ...(label === undefined ? {} : { label }),
  }
  const preprocessing: AppliedStep[] = []
  for (const step of steps) {
    const done = applied(step, voxels, arrays === "taken" || voxels.image !== image, subject)
    if (Result.isFailure(done)) return Result.fail(done.failure)
    voxels = done.success.voxels
    preprocessing.push(done.success.applied)
  }
  return Result.succeed({
    meta: {
      id,
      channels: modalities,
      ...voxels.grid,
      original: { shape, origin: originOf(preprocessing) },
      preprocessing,
      sources,
    },
    image: voxels.image,
    ...(voxels.label === undefined ? {} : { label: voxels.label }),
    ...(expert === undefined ? {} : { expert }),
  })
}
