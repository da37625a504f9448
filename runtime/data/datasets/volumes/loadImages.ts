import { basename } from "node:path"
import { Effect, Result } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { Interpolation } from "../../../../dsl/datasets/volumes.ts"
import type { ExpertLabel, RawSubject } from "../../contract.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { unfilledFloats } from "../../../files/unfilled.ts"
import type { Subject } from "../../cohort/subject.ts"
import { checkedLabel, type LabelValues } from "../../faults/checkLabel.ts"
import { infiniteFault } from "../../faults/checkVoxels.ts"
import { gridDifference, gridFaults } from "./checkImages.ts"
import { imageOnGridOf, labelOnGridOf } from "./onGrid.ts"
import { readImage, type VolumeImage } from "./readImage.ts"

/** Which files of a subject are wanted, and on which grid. */
export interface Wanted {
  /** Channels, in order. */
  readonly modalities: readonly string[]
  /** Label files by name, and what their values may be. */
  readonly masks: Readonly<Record<string, LabelValues>>
  /** The modality whose grid all others are resampled to; null where all must share one. */
  readonly reference: string | null
  /** Masks that have to lie on the reference's grid as they are. Default: none. */
  readonly drawnOnReference?: readonly string[]
  /** Of images; masks take the nearest voxel. */
  readonly interpolation: Interpolation
  /** What to do about files on different grids. */
  readonly hint: string
}

/** A subject without its label, and its masks, (depth, height, width). */
export interface LoadedImages {
  readonly subject: Omit<RawSubject, "label" | "expert">
  /** On the same grid. */
  readonly masks: ReadonlyMap<string, Uint8Array>
  /** As their own files have them. */
  readonly drawn: ReadonlyMap<string, ExpertLabel>
}

/** Images read at a time: one is unzipped while another is looked at. */
const AT_A_TIME = 2

/** The images by name, and why others could not be read. */
const readAll = Effect.fnUntraced(function* ({ id, images }: Subject, names: readonly string[]) {
  const found = yield* Effect.forEach(
    names,
    (name) => Effect.result(readImage(images[name] ?? "")),
    { concurrency: AT_A_TIME },
  )
  return {
    read: new Map(
      found.flatMap((image, index) =>
        Result.isSuccess(image) ? [[names[index] ?? "", image.success] as const] : [],
      ),
    ),
    faults: found.flatMap((image) =>
      Result.isFailure(image)
        ? image.failure.faults.map((each) => faultAt({ subject: id }, each))
        : [],
    ),
  }
})

/** The masks' voxels by name, and what is wrong with the values of masks and images. */
const checkedValues = (
  id: string,
  read: ReadonlyMap<string, VolumeImage>,
  masks: Wanted["masks"],
) => {
  const labels = new Map<string, Uint8Array<ArrayBuffer>>()
  const faults: Fault[] = []
  for (const [name, { path, data, shape }] of read) {
    const mask = masks[name]
    const voxels = { path, data, width: shape[2], height: shape[1] }
    const checked = mask === undefined ? undefined : checkedLabel(id, voxels, mask)
    if (checked !== undefined) labels.set(name, checked.label)
    const wrong = checked === undefined ? infiniteFault(id, voxels) : checked.fault
    if (wrong !== undefined) faults.push(wrong)
  }
  return { labels, faults }
}

const isZero = (values: ArrayLike<number>): boolean => {
  for (let voxel = 0; voxel < values.length; voxel++) if (values[voxel] !== 0) return false
  return true
}

const lostFault = (subject: string, name: string, image: VolumeImage, target: VolumeImage): Fault =>
  fault({
    what: `on the grid of ${basename(target.path)} the ${name} image is 0 everywhere, though ${basename(image.path)} is not`,
    where: { subject, file: image.path },
    expected: "images that lie over each other in space",
    hint: "See both in a viewer: one has another patient's header, or none. Else leave the subject out: exclude.",
  })

/**
 * Reads a subject's files onto one grid. Fails with all that is wrong: files that can't be read, files
 * on different grids where they must share one, images that lie beside the reference, voxels that are not finite or not allowed.
 */
export const loadImages = Effect.fn("loadImages")(function* (
  subject: Subject,
  { modalities, masks, reference, drawnOnReference = [], interpolation, hint }: Wanted,
): Effect.fn.Return<LoadedImages, DatasetError> {
  const { id } = subject
  const { read, faults: unread } = yield* readAll(subject, [...modalities, ...Object.keys(masks)])
  const images = [...read.values()]
  const named = reference === null ? [] : [reference, ...drawnOnReference]
  const together = named.flatMap((name) => read.get(name) ?? [])
  const grids = gridFaults(id, reference === null ? images : together, hint)
  const { labels, faults: values } = checkedValues(id, read, masks)
  const faults = [...unread, ...grids, ...values]
  const target = read.get(reference ?? modalities[0] ?? "")
  if (faults.length > 0 || target === undefined) return yield* datasetError(...faults)

  const { shape, spacing, affine } = target
  const voxels = target.data.length
  const image = unfilledFloats(voxels * modalities.length)
  const placed = new Map<string, Uint8Array>()
  const drawn = new Map<string, ExpertLabel>()
  const lost: Fault[] = []
  for (const [name, one] of read) {
    const label = labels.get(name)
    const isMoved = gridDifference(target, one) !== undefined
    const mask = label !== undefined && isMoved ? labelOnGridOf(target, one, label) : label
    const values = mask ?? (isMoved ? imageOnGridOf(target, one, interpolation) : one.data)
    if (isMoved && isZero(values) && !isZero(one.data)) lost.push(lostFault(id, name, one, target))
    if (label !== undefined && mask !== undefined) {
      placed.set(name, mask)
      // Headers of one grid hold rounded numbers: those of the images are taken.
      const { affine: place } = isMoved ? one : target
      drawn.set(name, { shape: one.shape, spacing: one.spacing, affine: place, label })
    } else image.set(values, modalities.indexOf(name) * voxels)
  }
  if (lost.length > 0) return yield* datasetError(...lost)
  const sources = [...read].map(([name, { path }]) => [name, basename(path)])
  return {
    subject: {
      id,
      modalities,
      shape,
      spacing,
      affine,
      image,
      sources: Object.fromEntries(sources),
      warnings: images.flatMap(({ warnings }) =>
        warnings.map((warning) => faultAt({ subject: id }, warning)),
      ),
    },
    masks: placed,
    drawn,
  }
})
