import { basename } from "node:path"
import { Effect, Result } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { Interpolation } from "../../../../dsl/datasets/volumes.ts"
import type { ExpertLabel, RawSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Subject } from "../../cohort/subject.ts"
import { checkedLabel, type LabelValues } from "../../faults/checkLabel.ts"
import { gridDifference, gridFaults, infiniteFaults } from "./checkImages.ts"
import { imageOnGridOf, labelOnGridOf } from "./onGrid.ts"
import type { Grid } from "../../transforms/preprocessing/applied.ts"
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

/** The images by name, and why others could not be read. */
const readAll = Effect.fnUntraced(function* ({ id, images }: Subject, names: readonly string[]) {
  const read = new Map<string, VolumeImage>()
  const faults: Fault[] = []
  for (const name of names) {
    const image = yield* Effect.result(readImage(images[name] ?? ""))
    if (Result.isSuccess(image)) read.set(name, image.success)
    else {
      faults.push(
        ...image.failure.faults.map((each) => ({
          ...each,
          where: { ...each.where, subject: id },
        })),
      )
    }
  }
  return { read, faults }
})

/** The masks' voxels by name, and what is wrong with the values of masks and images. */
const checkedValues = (
  id: string,
  read: ReadonlyMap<string, VolumeImage>,
  masks: Wanted["masks"],
) => {
  const labels = new Map<string, Uint8Array<ArrayBuffer>>()
  const faults: Fault[] = []
  for (const [name, image] of read) {
    const mask = masks[name]
    if (mask === undefined) {
      faults.push(...infiniteFaults(id, image))
      continue
    }
    const { path, data, shape } = image
    const checked = checkedLabel(id, { path, data, width: shape[2], height: shape[1] }, mask)
    labels.set(name, checked.label)
    if (checked.fault !== undefined) faults.push(checked.fault)
  }
  return { labels, faults }
}

const isZero = (values: ArrayLike<number>): boolean => {
  for (let voxel = 0; voxel < values.length; voxel++) if (values[voxel] !== 0) return false
  return true
}

/** Whether an image that was resampled has nothing left but 0, though it had something. */
const isLost = (target: VolumeImage, image: VolumeImage, values: ArrayLike<number>): boolean =>
  gridDifference(target, image) !== undefined && isZero(values) && !isZero(image.data)

/** The grid of a label's file: its place is that of the images where both are one grid. */
const ownGrid = (target: VolumeImage, one: VolumeImage): Grid => ({
  shape: one.shape,
  spacing: one.spacing,
  affine: gridDifference(target, one) === undefined ? target.affine : one.affine,
})

const lostFault = (subject: string, name: string, image: VolumeImage, target: VolumeImage): Fault =>
  fault({
    what: `on the grid of ${basename(target.path)} the ${name} image is 0 everywhere, though ${basename(image.path)} is not`,
    where: { subject, file: image.path },
    expected: "images that lie over each other in space",
    hint: "See both in a viewer: one has another patient's header, or none. Else leave the subject out: exclude.",
  })

/**
 * Reads a subject's files onto one grid. Fails with all that is wrong: files that can't be read, files
 * on different grids where they
 * must share one, images that lie beside the reference, voxels that are not finite or not allowed.
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
  const image = new Float32Array(voxels * modalities.length)
  const placed = new Map<string, Uint8Array>()
  const drawn = new Map<string, ExpertLabel>()
  const lost: Fault[] = []
  for (const [name, one] of read) {
    const label = labels.get(name)
    const values =
      label === undefined
        ? imageOnGridOf(target, one, Float32Array.from(one.data), interpolation)
        : labelOnGridOf(target, one, label)
    if (isLost(target, one, values)) lost.push(lostFault(id, name, one, target))
    if (label !== undefined) drawn.set(name, { ...ownGrid(target, one), label })
    if (values instanceof Uint8Array) placed.set(name, values)
    else image.set(values, modalities.indexOf(name) * voxels)
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
        warnings.map((warning) => ({ ...warning, where: { ...warning.where, subject: id } })),
      ),
    },
    masks: placed,
    drawn,
  }
})
