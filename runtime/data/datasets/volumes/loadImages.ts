import { basename } from "node:path"
import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { Interpolation } from "../../../../dsl/datasets/volumes.ts"
import type { ExpertLabel, RawSubject } from "../../contract.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { detachBuffers } from "../../../files/detachBuffers.ts"
import { unfilledFloats } from "../../../files/unfilled.ts"
import type { Subject } from "../../cohort/subject.ts"
import { checkedLabel, type LabelValues } from "../../faults/checkLabel.ts"
import { infiniteFault } from "../../faults/checkVoxels.ts"
import { gridDifference, gridFaults } from "./checkImages.ts"
import { imageOnGridOf, labelOnGridOf, voxelsOf } from "./onGrid.ts"
import { type ImageHeader, readChannels, type VolumeImage } from "./readImage.ts"

/** Which files of a subject are wanted, and on which grid. */
export interface Wanted {
  /** Channels, in order. */
  readonly modalities: readonly string[]
  /** Label files by name, and what their values may be. */
  readonly masks: Readonly<Record<string, LabelValues>>
  /** Which channel of its file is meant, from 0, by name; of files that hold one image none is named. */
  readonly channels?: Readonly<Record<string, number>>
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

const isZero = (values: ArrayLike<number>): boolean => {
  for (let voxel = 0; voxel < values.length; voxel++) if (values[voxel] !== 0) return false
  return true
}

const lostFault = (subject: string, name: string, image: ImageHeader, target: ImageHeader): Fault =>
  fault({
    what: `on the grid of ${basename(target.path)} the ${name} image is 0 everywhere, though ${basename(image.path)} is not`,
    where: { subject, file: image.path },
    expected: "images that lie over each other in space",
    hint: "See both in a viewer: one has another patient's header, or none. Else leave the subject out: exclude.",
  })

/** What is left of a file when its voxels are taken over and their memory is given back. */
interface Taken {
  /** Absent where it could not be read. */
  readonly header?: ImageHeader
  /** Why it could not be read, or what is wrong with its values. */
  readonly faults: readonly Fault[]
  /** A mask on the grid of the target. */
  readonly mask?: Uint8Array
  /** The same as its own file has it. */
  readonly drawn?: ExpertLabel
  /** That on the grid of the target nothing is left. */
  readonly lost?: Fault
}

/** Takes over the voxels of files, in any order; those of images come to lie in `image`. */
const gathering = (
  id: string,
  { modalities, masks, reference, interpolation }: Wanted,
  target: ImageHeader | undefined,
) => {
  const voxels = target === undefined ? 0 : voxelsOf(target)
  const image = unfilledFloats(voxels * modalities.length)
  const take = (name: string, one: VolumeImage): Taken => {
    const { path, data, shape, spacing, channel, channels } = one
    const inFile = channels === 1 ? {} : { channel }
    const looked = { path, data, width: shape[2], height: shape[1], ...inFile }
    const allowed = masks[name]
    const checked = allowed === undefined ? undefined : checkedLabel(id, looked, allowed)
    const wrong = checked === undefined ? infiniteFault(id, looked) : checked.fault
    const taken = { faults: wrong === undefined ? [] : [wrong] }
    const isMoved = target !== undefined && gridDifference(target, one) !== undefined
    // Where there is no target, or all must share its grid, a fault says so.
    if (target === undefined || (isMoved && reference === null)) return taken
    const lostAs = (values: ArrayLike<number>) =>
      isMoved && isZero(values) && !isZero(data) ? { lost: lostFault(id, name, one, target) } : {}
    if (checked === undefined) {
      const values = isMoved ? imageOnGridOf(target, one, interpolation) : data
      image.set(values, modalities.indexOf(name) * voxels)
      return { ...taken, ...lostAs(values) }
    }
    const { label } = checked
    const mask = isMoved ? labelOnGridOf(target, one, label) : label
    // Headers of one grid hold rounded numbers: those of the images are taken.
    const { affine } = isMoved ? one : target
    return { ...taken, mask, drawn: { shape, spacing, affine, label }, ...lostAs(mask) }
  }
  return { image, take }
}

/**
 * Reads a subject's files onto one grid. Fails with all that is wrong: files that can't be read, files
 * on different grids where they must share one, images that lie beside the reference, voxels that are
 * not finite or not allowed.
 */
export const loadImages = Effect.fn("loadImages")(function* (
  subject: Subject,
  wanted: Wanted,
): Effect.fn.Return<LoadedImages, DatasetError> {
  const { id } = subject
  const { modalities, masks, channels = {}, reference, drawnOnReference = [], hint } = wanted
  const all = [...modalities, ...Object.keys(masks)]
  const first = reference ?? modalities[0] ?? ""
  const byFile = Map.groupBy([first, ...all.filter((name) => name !== first)], (name) =>
    String(subject.images[name]),
  )
  const [firstFile = ["", []] as const, ...otherFiles] = byFile
  let target: ImageHeader | undefined
  let gathered: ReturnType<typeof gathering> | undefined
  const files = new Map<string, Taken>()
  const readFile = ([path, names]: readonly [string, readonly string[]]) =>
    readChannels(
      path,
      names.map((name) => channels[name]),
      (index, one) => {
        const name = names[index] ?? ""
        const { data, ...header } = one
        // Channels of one file lie on one grid.
        if (gathered === undefined) target = header
        gathered ??= gathering(id, wanted, target)
        files.set(name, { ...gathered.take(name, one), header })
        detachBuffers(data)
      },
    ).pipe(
      Effect.catch((error) =>
        Effect.sync(() => {
          const faults = error.faults.map((each) => faultAt({ subject: id }, each))
          for (const name of names) files.set(name, { faults })
        }),
      ),
    )
  yield* readFile(firstFile)
  gathered ??= gathering(id, wanted, undefined)
  yield* Effect.forEach(otherFiles, readFile, { concurrency: AT_A_TIME })
  const taken = all.flatMap((name) => files.get(name) ?? [])
  // Channels of one file have its grid, its warnings and its faults in common.
  const ofFiles = new Set([...byFile.values()].map(([name]) => name))
  const headers = all.flatMap((name) => (ofFiles.has(name) && files.get(name)?.header) || [])
  const named = reference === null ? [] : [reference, ...drawnOnReference]
  const together = named.flatMap((name) => files.get(name)?.header ?? [])
  const faults = [
    ...taken.flatMap((one) => (one.header === undefined ? one.faults : [])),
    ...gridFaults(id, reference === null ? headers : together, hint),
    ...taken.flatMap((one) => (one.header === undefined ? [] : one.faults)),
  ]
  if (faults.length > 0 || target === undefined) return yield* datasetError(...new Set(faults))
  const lost = taken.flatMap((one) => one.lost ?? [])
  if (lost.length > 0) return yield* datasetError(...lost)
  const { shape, spacing, affine } = target
  const made = <A>(of: (one: Taken) => A | undefined) =>
    new Map(
      all.flatMap((name) => {
        const one = files.get(name)
        const found = one && of(one)
        return found === undefined ? [] : [[name, found] as const]
      }),
    )
  return {
    subject: {
      id,
      modalities,
      shape,
      spacing,
      affine,
      image: gathered.image,
      sources: Object.fromEntries(made(({ header }) => header && basename(header.path))),
      warnings: headers.flatMap(({ warnings }) =>
        warnings.map((warning) => faultAt({ subject: id }, warning)),
      ),
    },
    masks: made(({ mask }) => mask),
    drawn: made((one) => one.drawn),
  }
})
