import { join } from "node:path"
import { Effect } from "effect"
import { readImage, type VolumeImage } from "../data/datasets/volumes/readImage.ts"
import { LABEL_ROUNDING, MANY } from "../data/faults/checkLabel.ts"
import { datasetError, type DatasetError } from "../data/faults/datasetError.ts"
import type { Found } from "./found.ts"
import { keyOf, namesFrom, quoted, withoutEnding } from "./names.ts"

/** Files below a root, by what a pattern says. */
export interface Pattern {
  /** As `volumes` takes it, such as `imagesTr/{id}_0000.nii.gz`. */
  readonly pattern: string
  /** Such files that are there, below the root. */
  readonly examples: readonly string[]
  /** What to call it, before it becomes a name; the pattern's last part where it is not given. */
  readonly called?: string
  /** Which volume of the file it is, from 0, where the data set says so. */
  readonly channel?: number
}

interface Layout {
  readonly what: string
  readonly root: string
  readonly images: readonly Pattern[]
  readonly label?: Pattern | undefined
  /** Label values by region, where the data set says them. */
  readonly regions?: Readonly<Record<string, readonly number[]>> | undefined
  readonly patient?: string
  readonly subjects: number
  /** As many as subjects unless said otherwise. */
  readonly patients?: number
  readonly notes?: readonly string[]
}

/** Values of label volumes other than 0, in order; none where they are those of an image, as no label has. */
const valuesIn = (labels: readonly VolumeImage[]): readonly number[] | undefined => {
  const found = [...new Set(labels.flatMap(({ data }) => [...new Set(data)]))]
  const whole = [...new Set(found.map(Math.round))].filter((value) => value !== 0)
  const isLabel =
    whole.length <= MANY &&
    whole.every((value) => value > 0 && value < 256) &&
    found.every((value) => Math.abs(value - Math.round(value)) <= LABEL_ROUNDING)
  return isLabel ? whole.toSorted((one, other) => one - other) : undefined
}

/** Labels at most that are read for their values: a small structure is not in every one. */
const mostLabels = 10

/** As many of a list as that, evenly. */
const some = (files: readonly string[]): readonly string[] => {
  const step = Math.max(1, files.length / mostLabels)
  return Array.from(
    { length: Math.min(mostLabels, files.length) },
    (_, index) => files[Math.floor(index * step)] ?? "",
  )
}

/** Values of labels, of some of them where they are many, and how many were read. */
export const labelValues = Effect.fnUntraced(function* (root: string, files: readonly string[]) {
  const read = some(files)
  const values = valuesIn(yield* Effect.forEach(read, (file) => readImage(join(root, file))))
  return { values, read: read.length }
})

const textOf = ({ called, pattern }: Pattern): string =>
  called ?? pattern.split("/").at(-1)?.replace("{id}", "") ?? pattern

/** Volumes of a file that become modalities each; a file of more holds a series, as of diffusion. */
const mostChannels = 8

/** A file as `volumes` takes it. */
const declared = ({ pattern, channel }: Pattern): string =>
  channel === undefined ? quoted(pattern) : `{ file: ${quoted(pattern)}, channel: ${channel} }`

const isSeries = ({ channel }: Pattern, channels: number): boolean =>
  channel === undefined && channels > mostChannels

/** An image as modalities: one, or one a channel of its files. */
const modalitiesIn = (image: Pattern, channels: number): readonly Pattern[] => {
  if (image.channel !== undefined || channels === 1) return [image]
  return isSeries(image, channels)
    ? [{ ...image, channel: 0 }]
    : Array.from({ length: channels }, (_, channel) => ({
        ...image,
        called: `${withoutEnding(textOf(image))} ${channel}`,
        channel,
      }))
}

/** What an image is, or why it cannot be read. */
const lookedAt = (root: string, image: Pattern) =>
  readImage(join(root, image.examples[0] ?? ""), image.channel ?? 0).pipe(
    Effect.map(({ shape, channels }) => ({ image, shape, channels })),
    Effect.mapError(({ faults }) => ({ image, faults })),
  )

/** A data set as `volumes` declares it. Reads an image of each pattern, and some labels where no one says their values. */
export const volumesOf = Effect.fnUntraced(function* ({
  what,
  root,
  images,
  label,
  regions,
  patient,
  subjects,
  patients = subjects,
  notes = [],
}: Layout): Effect.fn.Return<Found, DatasetError> {
  const [readable, unreadable] = yield* Effect.partition(images, (image) => lookedAt(root, image))
  const [first] = readable
  if (first === undefined) return yield* datasetError(...unreadable.flatMap(({ faults }) => faults))
  const taken = readable.flatMap(({ image, channels }) => modalitiesIn(image, channels))
  const modalities = namesFrom(taken.map(textOf))
  const labelled = regions === undefined ? (label?.examples ?? []) : []
  const { values: found, read } = yield* labelValues(root, labelled)
  const values = found ?? []
  const named =
    regions ??
    Object.fromEntries(
      values.map((value) => [values.length === 1 ? "lesion" : `label${value}`, [value]]),
    )
  const listed = Object.entries(named)
  return {
    what,
    constructor: "volumes",
    options: [
      `root: ${quoted(root)},`,
      "modalities: {",
      ...taken.map((image, index) => `  ${keyOf(modalities[index] ?? "")}: ${declared(image)},`),
      "},",
      ...(label === undefined || listed.length === 0
        ? []
        : [
            `label: ${quoted(label.pattern)},`,
            `regions: { ${listed.map(([name, of]) => `${keyOf(name)}: [${of.join(", ")}]`).join(", ")} },`,
          ]),
      ...(patient === undefined ? [] : [`patient: ${quoted(patient)},`]),
    ],
    modalities,
    regions: label === undefined ? [] : listed.map(([name]) => name),
    classes: [],
    subjects,
    patients,
    shape: first.shape,
    notes: [
      ...notes,
      ...unreadable.map(
        ({ image, faults }) => `${image.pattern} is left out: ${faults[0]?.what ?? ""}`,
      ),
      ...readable
        .filter(({ image, channels }) => isSeries(image, channels))
        .map(
          ({ image, channels }) =>
            `${image.pattern} holds ${channels} volumes: the first alone is taken, channel 0`,
        ),
      ...(found === undefined
        ? [
            `${label?.pattern ?? ""} is no label: its values are not few whole numbers from 0 to 255; name the label and its regions if there is one`,
          ]
        : []),
      ...(values.length === 0
        ? []
        : [
            `label values are those of ${read} of ${labelled.length} labels: ${values.join(", ")}${read < labelled.length ? "; data check tells where others hold more" : ""}`,
          ]),
    ],
  }
})
