import { basename } from "node:path"
import { Effect, Result } from "effect"
import type { Fault } from "../../../../dsl/fault.ts"
import type { RawSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../datasetError.ts"
import type { NiftiImage } from "../../nifti/image.ts"
import { readNifti } from "../../nifti/read.ts"
import type { Subject } from "../../subject.ts"
import { unfilledFloats } from "../../unfilled.ts"
import { gridFaults } from "./checkGrids.ts"
import { layoutOf, type Release } from "./layout.ts"

const valueFault = (
  subject: string,
  { path, shape, data }: NiftiImage,
  allowed: (value: number) => boolean,
  expected: string,
): Fault | undefined => {
  let first = -1
  let count = 0
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (allowed(data[voxel]!)) continue
    if (count === 0) first = voxel
    count++
  }
  if (count === 0) return undefined
  const [width = 1, height = 1] = shape
  const row = Math.floor(first / width)
  const at = `(${first % width}, ${row % height}, ${Math.floor(row / height)})`
  const what = `${count} voxels are not ${expected}, the first, ${data[first]}, at (x, y, z) = ${at}`
  return { what, where: { subject, file: path } }
}

const isFiniteFloat32 = (value: number): boolean => Number.isFinite(Math.fround(value))

/** Whether an image's type holds numbers only that a float32 can hold, finite ones. */
const isSound = ({ data }: NiftiImage): boolean =>
  !(data instanceof Float32Array || data instanceof Float64Array)

/** Whether a value is one of the label's. */
const labelTest = (values: readonly number[]): ((value: number) => boolean) => {
  const known = new Uint8Array(256)
  for (const value of values) known[value] = 1
  return (value) => known[value] === 1
}

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

/** The images named, then the segmentation if there is one; and why others could not be read. */
const readImages = Effect.fnUntraced(function* (subject: Subject, modalities: readonly string[]) {
  const faults: Fault[] = []
  const images: NiftiImage[] = []
  const parts: readonly (readonly [string, string | undefined])[] = [
    ...modalities.map((modality) => [modality, subject.images[modality]] as const),
    ...(subject.label === undefined ? [] : [["segmentation", subject.label] as const]),
  ]
  for (const [part, path] of parts) {
    if (path === undefined) {
      faults.push({ what: `no ${part} image`, where: { subject: subject.id } })
      continue
    }
    const read = yield* Effect.result(readNifti(path))
    if (Result.isSuccess(read)) images.push(read.success)
    else {
      const where = { subject: subject.id, file: path }
      faults.push(...read.failure.faults.map((fault) => ({ ...fault, where })))
    }
  }
  return { images, faults }
})

const valueFaults = (
  subject: Subject,
  images: readonly NiftiImage[],
  labelValues: readonly number[],
): readonly Fault[] =>
  images.flatMap((image) => {
    if (image.path === subject.label) {
      const expected = `one of ${labelValues.join(", ")}`
      return valueFault(subject.id, image, labelTest(labelValues), expected) ?? []
    }
    return isSound(image) ? [] : (valueFault(subject.id, image, isFiniteFloat32, "finite") ?? [])
  })

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
  const { images, faults: unread } = yield* readImages(subject, modalities)
  const { labelValues } = layoutOf(release)
  const faults = [
    ...unread,
    ...gridFaults(subject.id, images),
    ...valueFaults(subject, images, labelValues),
  ]
  const [first] = images
  if (faults.length > 0 || first === undefined) return yield* datasetError(...faults)
  const voxels = first.data.length
  const image = unfilledFloats(voxels * modalities.length)
  for (const [channel, { data }] of images.slice(0, modalities.length).entries()) {
    image.set(data, channel * voxels)
  }
  const label = images[modalities.length]
  return {
    id: subject.id,
    modalities,
    shape: reversed(first.shape),
    spacing: reversed(first.spacing),
    affine: first.affine,
    image,
    ...(label === undefined ? {} : { label: Uint8Array.from(label.data) }),
    sources: sourcesOf(subject),
  }
})
