import { basename } from "node:path"
import { Effect, Result } from "effect"
import type { Fault } from "../../../../dsl/fault.ts"
import type { Interpolation } from "../../../../dsl/datasets/volumes.ts"
import type { RawSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Subject } from "../../cohort/subject.ts"
import { isFiniteFloat32 } from "../../faults/checkVoxels.ts"
import { flatFaults, gridFaults, valueFaults } from "./checkImages.ts"
import { imageOnGridOf, labelOnGridOf } from "./onGrid.ts"
import { readImage, type VolumeImage } from "./readImage.ts"

/** Which files of a subject are wanted, and on which grid. */
export interface Wanted {
  /** Channels, in order. */
  readonly modalities: readonly string[]
  /** Label files by name, and what their values may be. */
  readonly masks: Readonly<
    Record<string, { readonly allowed: (value: number) => boolean; readonly expected: string }>
  >
  /** The modality whose grid all others are resampled to; null where all must share one. */
  readonly reference: string | null
  /** Masks that have to lie on the reference's grid as they are. Default: none. */
  readonly drawnOnReference?: readonly string[]
  /** Of images; masks take the nearest voxel. */
  readonly interpolation: Interpolation
  /** What to do about files on different grids. */
  readonly hint: string
}

/** A subject without its label, and its masks, (depth, height, width), on the same grid. */
export interface LoadedImages {
  readonly subject: Omit<RawSubject, "label">
  readonly masks: ReadonlyMap<string, Uint8Array>
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
        ...image.failure.faults.map((fault) => ({
          ...fault,
          where: { ...fault.where, subject: id },
        })),
      )
    }
  }
  return { read, faults }
})

const badValues = (
  id: string,
  read: ReadonlyMap<string, VolumeImage>,
  masks: Wanted["masks"],
): readonly Fault[] =>
  [...read].flatMap(([name, image]) => {
    const mask = masks[name]
    return mask === undefined
      ? valueFaults(id, image, isFiniteFloat32, "finite")
      : valueFaults(id, image, mask.allowed, mask.expected)
  })

/**
 * Reads a subject's files onto one grid. Fails with all that is wrong: files that can't be read, files
 * on different grids where they
 * must share one, flat ones that are to be resampled, voxels that are not finite or not allowed.
 */
export const loadImages = Effect.fn("loadImages")(function* (
  subject: Subject,
  { modalities, masks, reference, drawnOnReference = [], interpolation, hint }: Wanted,
): Effect.fn.Return<LoadedImages, DatasetError> {
  const { id } = subject
  const { read, faults: unread } = yield* readAll(subject, [...modalities, ...Object.keys(masks)])
  const images = [...read.values()]
  const drawn = reference === null ? [] : [reference, ...drawnOnReference]
  const together = drawn.flatMap((name) => read.get(name) ?? [])
  const grids =
    reference === null
      ? gridFaults(id, images, hint)
      : [...flatFaults(id, images), ...gridFaults(id, together, hint)]
  const faults = [...unread, ...grids, ...badValues(id, read, masks)]
  const target = read.get(reference ?? modalities[0] ?? "")
  if (faults.length > 0 || target === undefined) return yield* datasetError(...faults)

  const { shape, spacing, affine } = target
  const voxels = target.data.length
  const image = new Float32Array(voxels * modalities.length)
  const placed = new Map<string, Uint8Array>()
  for (const [name, one] of read) {
    if (Object.hasOwn(masks, name)) {
      placed.set(name, labelOnGridOf(target, one, Uint8Array.from(one.data)))
    } else {
      const values = imageOnGridOf(target, one, Float32Array.from(one.data), interpolation)
      image.set(values, modalities.indexOf(name) * voxels)
    }
  }
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
    },
    masks: placed,
  }
})
