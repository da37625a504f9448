import type { AxisCodes } from "../../dsl/preprocessing.ts"
import type { IndexedSubject, RawSubject } from "../data/contract.ts"
import { orientationOf } from "../data/transforms/preprocessing/orientationOf.ts"
import { intensitiesOf, type Intensities } from "./intensities.ts"
import { middleSlices, type Slice } from "./slices.ts"

type Triple = readonly [number, number, number]

/** What a check page tells of a subject. Triples are (z, y, x). */
export interface SubjectFacts extends IndexedSubject {
  readonly shape: Triple
  /** mm. */
  readonly spacing: Triple
  readonly orientation: AxisCodes
  /** Shape after preprocessing. */
  readonly prepared: Triple
  readonly modalities: Readonly<Record<string, Intensities>>
  /** Millilitres of each region; null where there is no label. */
  readonly volumes: Readonly<Record<string, number>> | null
  readonly slices: readonly Slice[]
}

const volumesOf = (
  label: Uint8Array,
  spacing: Triple,
  regions: Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, number>> => {
  const counts = new Uint32Array(256)
  for (const value of label) counts[value]!++
  const millilitres = (spacing[0] * spacing[1] * spacing[2]) / 1000
  return Object.fromEntries(
    Object.entries(regions).map(([region, values]) => {
      const voxels = [...new Set(values)].reduce((sum, value) => sum + (counts[value] ?? 0), 0)
      return [region, voxels * millilitres]
    }),
  )
}

/** Facts of a subject as its files say, and the shape that preprocessing gives it. */
export const factsOf = (
  subject: IndexedSubject,
  raw: RawSubject,
  prepared: Triple,
  regions: Readonly<Record<string, readonly number[]>>,
): SubjectFacts => {
  const { modalities, shape, spacing, affine, image, label } = raw
  const voxels = image.length / modalities.length
  return {
    ...subject,
    shape,
    spacing,
    orientation: orientationOf(affine),
    prepared,
    modalities: Object.fromEntries(
      modalities.map((name, channel) => [
        name,
        intensitiesOf(image.subarray(channel * voxels, (channel + 1) * voxels)),
      ]),
    ),
    volumes: label === undefined ? null : volumesOf(label, spacing, regions),
    slices: middleSlices(raw, regions),
  }
}
