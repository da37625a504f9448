import { readdirSync } from "node:fs"
import { basename, dirname } from "node:path"
import { Effect, Result } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { RawSubject } from "../../contract.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { detachBuffers } from "../../../files/detachBuffers.ts"
import type { NiftiImage } from "../../formats/nifti/image.ts"
import { readNifti } from "../../formats/nifti/read.ts"
import type { Subject } from "../../cohort/subject.ts"
import { unfilledFloats } from "../../../files/unfilled.ts"
import { checkedLabel } from "../../faults/checkLabel.ts"
import { infiniteFault } from "../../faults/checkVoxels.ts"
import { placementOf } from "../../formats/nifti/placement.ts"
import { gridFaults, type FileGrid } from "./checkGrids.ts"
import { labelValuesOf } from "./labelValues.ts"
import type { Release } from "./layout.ts"

/** Images read at a time: one is unzipped while another is looked at. */
const AT_A_TIME = 2

/** From (x, y, z) to (z, y, x). */
const reversed = ([x = 1, y = 1, z = 1]: readonly number[]): readonly [number, number, number] => [
  z,
  y,
  x,
]

const sourcesOf = ({ images, label }: Subject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...images, ...(label === undefined ? {} : { label }) }).map(([name, path]) => [
      name,
      basename(path),
    ]),
  )

/** The images named, then the segmentation if there is one. */
const partsOf = (subject: Subject, modalities: readonly string[]) => [
  ...modalities.map((name) => ({ name, path: subject.images[name] })),
  ...(subject.label === undefined ? [] : [{ name: "segmentation", path: subject.label }]),
]

/** An image after its voxels were looked at. */
interface Seen {
  /** Where it lies; absent where it could not be read, and `faults` say why. */
  readonly grid?: FileGrid
  readonly faults: readonly Fault[]
}

/** Reads an image and shows it; its voxels are gone afterwards. */
const seenBy = (
  subject: string,
  path: string,
  look: (image: NiftiImage) => Fault | undefined,
): Effect.Effect<Seen> =>
  readNifti(path).pipe(
    Effect.match({
      onFailure: ({ faults }): Seen => ({
        faults: faults.map((each) => ({ ...each, where: { subject, file: path } })),
      }),
      onSuccess: (image): Seen => {
        const placed = placementOf(image)
        if (Result.isFailure(placed))
          return { faults: [faultAt({ subject, file: path }, placed.failure)] }
        const found = look(image)
        detachBuffers(image.data)
        return { grid: { ...placed.success, path }, faults: found === undefined ? [] : [found] }
      },
    }),
  )

/** A name without what tells a file from the same one unzipped, or named in other capitals. */
const plain = (path: string): string => basename(path).toLowerCase().replace(/\.gz$/, "")

/** An image that lies beside itself unzipped or in other capitals: only one of them is read. */
const doubledFaults = (subject: string, path: string): readonly Fault[] =>
  readdirSync(dirname(path))
    .filter((name) => name !== basename(path) && plain(name) === plain(path))
    .map((name) =>
      fault({
        what: `the image is there twice: ${basename(path)} is read, not ${name}`,
        where: { subject, file: path },
        hint: "Remove the one that is not meant.",
      }),
    )

/** Voxels of a subject, gathered from its images one after another, in any order. */
const gathering = (channels: number) => {
  const voxels: { image?: Float32Array; label?: Uint8Array } = {}
  return {
    voxels,
    addChannel: (channel: number, { data }: NiftiImage): void => {
      voxels.image ??= unfilledFloats(channels * data.length)
      // An image of another size lies on another grid, which is told later.
      if (voxels.image.length === channels * data.length) {
        voxels.image.set(data, channel * data.length)
      }
    },
    addLabel: (label: Uint8Array): void => {
      voxels.label = label
    },
  }
}

/**
 * Reads a subject's images and its segmentation, if it has one. Fails with all that is wrong: files
 * that can't be read, images on different grids (shape, or affine beyond 1e-3), voxels that are not
 * finite, label values that the release does not have.
 */
export const loadBrats2023 = Effect.fn("loadBrats2023")(function* (
  subject: Subject,
  modalities: readonly string[] = Object.keys(subject.images),
  release: Release = "2023",
): Effect.fn.Return<RawSubject, DatasetError> {
  const { id } = subject
  const labelValues = labelValuesOf(release)
  const { voxels, addChannel, addLabel } = gathering(modalities.length)
  const seen = yield* Effect.forEach(
    partsOf(subject, modalities),
    ({ name, path }, index): Effect.Effect<Seen> =>
      path === undefined
        ? Effect.succeed({ faults: [fault({ what: `no ${name} image`, where: { subject: id } })] })
        : seenBy(id, path, (image) => {
            const { data, shape } = image
            const [width = 1, height = 1] = shape
            const seenVoxels = { path, data, width, height }
            if (index < modalities.length) {
              addChannel(index, image)
              return infiniteFault(id, seenVoxels)
            }
            const { label, fault } = checkedLabel(id, seenVoxels, labelValues)
            addLabel(label)
            return fault
          }),
    { concurrency: AT_A_TIME },
  )
  const grids = seen.flatMap(({ grid }) => grid ?? [])
  const faults = [
    ...seen.flatMap(({ grid, faults: unread }) => (grid === undefined ? unread : [])),
    ...gridFaults(id, grids),
    ...seen.flatMap(({ grid, faults: values }) => (grid === undefined ? [] : values)),
  ]
  const [first] = grids
  const { image = unfilledFloats(0), label } = voxels
  if (faults.length > 0 || first === undefined) return yield* datasetError(...faults)
  return {
    id,
    modalities,
    shape: reversed(first.shape),
    spacing: reversed(first.spacing),
    affine: first.affine,
    image,
    ...(label === undefined ? {} : { label }),
    sources: sourcesOf(subject),
    warnings: grids.flatMap(({ path, warnings }) => [
      ...doubledFaults(id, path),
      ...warnings.map((warning) => faultAt({ subject: id, file: path }, warning)),
    ]),
  }
})
