import { fault, type Fault } from "../../../dsl/fault.ts"
import type { AxisCodes, PreprocessingStep } from "../../../dsl/preprocessing.ts"
import { firstNames } from "../../faults/firstNames.ts"
import type { RawSubject } from "../contract.ts"

/** Orientations of a set whose axes are not turned alike: a network takes left for right, or up for front. */
export const mixedOrientations = (
  preprocessing: readonly PreprocessingStep[],
  subjects: readonly { readonly id: string; readonly orientation: AxisCodes }[],
): readonly Fault[] => {
  const groups = [...Map.groupBy(subjects, ({ orientation }) => orientation)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )
  const [most] = groups
  if (most === undefined || groups.length === 1) return []
  if (preprocessing.some(({ kind }) => kind === "orientation")) return []
  const each = groups.map(([codes, of]) => `${codes} (${firstNames(of.map(({ id }) => id))})`)
  return [
    fault({
      what: `subjects of ${groups.length} orientations: axes (x, y, z) point to ${each.join("; ")}`,
      where: { field: "dataset.preprocessing" },
      expected: "one orientation, or a step that turns all to one",
      hint: `Begin with it: preprocessing: [orientation("${most[0]}"), ...].`,
    }),
  ]
}

/** The one value that an image has wherever it is not 0; null where it has several, or none. */
const oneValueOf = (image: Float32Array): number | null => {
  let only: number | null = null
  for (let voxel = 0; voxel < image.length; voxel++) {
    const value = image[voxel]!
    if (value === 0 || value === only) continue
    if (only !== null) return null
    only = value
  }
  return only
}

/** Modalities that have one value wherever they are not 0, as a mask has. */
const oneValued = ({ id, modalities, image }: RawSubject): readonly Fault[] => {
  const voxels = image.length / modalities.length
  return modalities.flatMap((name, channel) => {
    const value = oneValueOf(image.subarray(channel * voxels, (channel + 1) * voxels))
    return value === null
      ? []
      : [
          fault({
            what: `the ${name} image has one value, ${value}, wherever it is not 0`,
            where: { subject: id },
            hint: "Is it a mask under an image's name? Else leave the subject out: exclude.",
          }),
        ]
  })
}

const voxelsOf = (label: Uint8Array, values: readonly number[]): number => {
  const isIn = new Uint8Array(256)
  for (const value of values) isIn[value] = 1
  let count = 0
  for (let voxel = 0; voxel < label.length; voxel++) count += isIn[label[voxel]!]!
  return count
}

/** Regions that are in the expert's file and that preprocessing, or the images' grid, leaves nothing of. */
export const vanishedRegions = (
  { id, label, expert, sources }: RawSubject,
  after: Uint8Array | undefined,
  regions: Readonly<Record<string, readonly number[]>>,
): readonly Fault[] => {
  const before = expert?.label ?? label
  if (before === undefined || after === undefined) return []
  return Object.entries(regions).flatMap(([region, values]) => {
    const count = voxelsOf(before, values)
    return count === 0 || voxelsOf(after, values) > 0
      ? []
      : [
          fault({
            what: `preprocessing leaves nothing of ${region}, which has ${count} ${count === 1 ? "voxel" : "voxels"}`,
            where: { subject: id, file: sources["label"] ?? "" },
            hint: "Resample to smaller voxels: spacing.",
          }),
        ]
  })
}

/** Regions of which no subject's label has a voxel, by their volumes. */
export const absentRegions = (
  subjects: readonly { readonly volumes: Readonly<Record<string, number>> | null }[],
  regions: Readonly<Record<string, readonly number[]>>,
): readonly Fault[] => {
  const labelled = subjects.flatMap(({ volumes }) => (volumes === null ? [] : [volumes]))
  if (labelled.length === 0) return []
  return Object.entries(regions).flatMap(([region, values]) =>
    labelled.some((volumes) => (volumes[region] ?? 0) > 0)
      ? []
      : [
          fault({
            what: `no subject has a voxel of ${region}`,
            where: { field: "dataset.regions" },
            expected: `labels that hold ${values.join(" or ")}`,
            hint: "See which values the labels hold, and which region each of them is.",
          }),
        ],
  )
}

/**
 * Subjects whose images are the same to the last bit, by a digest of each modality: one may be in the test, one
 * not. Of subjects who share some modalities alone these are told.
 */
export const sameImages = (
  modalities: readonly string[],
  digests: ReadonlyMap<string, readonly string[]>,
): readonly Fault[] => {
  const sharing = new Map<string, { readonly ids: readonly string[]; readonly names: string[] }>()
  for (const [channel, name] of modalities.entries())
    for (const ids of Map.groupBy(digests.keys(), (id) => digests.get(id)?.[channel]).values()) {
      if (ids.length < 2) continue
      const key = JSON.stringify(ids)
      const known = sharing.get(key)
      if (known === undefined) sharing.set(key, { ids, names: [name] })
      else known.names.push(name)
    }
  return [...sharing.values()].map(({ ids, names }) =>
    fault({
      what: `the ${names.length === modalities.length ? "" : `${names.join(" and ")} `}images of ${firstNames(ids)} are the same`,
      where: { subject: ids[0] ?? "" },
      hint: "Is it one subject under several names, or a file copied in a wrong place? Leave all but one out: exclude.",
    }),
  )
}

/** Modalities that are the same image: a file under two names, or a pattern written twice. */
const sameChannels = ({ id, modalities, image, shape }: RawSubject): readonly Fault[] => {
  // The colours of a grey picture are one.
  if (shape[0] === 1) return []
  const voxels = image.length / modalities.length
  const isSame = (one: number, other: number): boolean => {
    for (let voxel = 0; voxel < voxels; voxel++)
      if (image[one * voxels + voxel] !== image[other * voxels + voxel]) return false
    return true
  }
  return modalities.flatMap((name, channel) => {
    const first = modalities.findIndex((_, other) => other < channel && isSame(other, channel))
    return first < 0
      ? []
      : [
          fault({
            what: `the ${name} image is the ${modalities[first]} image, voxel by voxel`,
            where: { subject: id },
            hint: "See which file is which, and that each modality has a pattern of its own.",
          }),
        ]
  })
}

/** Sessions that BIDS names say are of one subject, and that may part in a split. */
export const partedSessions = (
  subjects: readonly { readonly id: string; readonly patient: string }[],
): readonly Fault[] => {
  const sessions = Map.groupBy(subjects, ({ id }) => /^(sub-[^_]+)_ses-/.exec(id)?.[1])
  const parted = [...sessions].flatMap(([subject, of]) =>
    subject === undefined || new Set(of.map(({ patient }) => patient)).size < 2 ? [] : of,
  )
  return parted.length === 0
    ? []
    : [
        fault({
          what: `sessions of one subject count as patients of their own: ${firstNames(parted.map(({ id }) => id))}`,
          where: { field: "dataset.patient" },
          hint: 'Keep them together in a split: patient: "{patient}_ses-*".',
        }),
      ]
}

/** What is odd about a subject and to be looked at, though nothing is at fault. */
export const oddities = (raw: RawSubject): readonly Fault[] => [
  ...(raw.warnings ?? []),
  ...oneValued(raw),
  ...sameChannels(raw),
]
