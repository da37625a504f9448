import { join } from "node:path"
import { Effect } from "effect"
import { readImage, type VolumeImage } from "../data/datasets/volumes/readImage.ts"
import { LABEL_ROUNDING, MANY } from "../data/faults/checkLabel.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Found } from "./found.ts"
import { keyOf, namesFrom, quoted } from "./names.ts"

/** Files below a root, by what a pattern says. */
export interface Pattern {
  /** As `volumes` takes it, such as `imagesTr/{id}_0000.nii.gz`. */
  readonly pattern: string
  /** Such files that are there, below the root. */
  readonly examples: readonly string[]
  /** What to call it, before it becomes a name; the pattern's last part where it is not given. */
  readonly called?: string
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

/** A data set as `volumes` declares it. Reads one image, and some labels where no one says their values. */
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
  const modalities = namesFrom(
    images.map(
      ({ called, pattern }) => called ?? pattern.split("/").at(-1)?.replace("{id}", "") ?? pattern,
    ),
  )
  const [first] = images
  const { shape } = yield* readImage(join(root, first?.examples[0] ?? ""))
  const labelled = regions === undefined ? (label?.examples ?? []) : []
  const read = some(labelled)
  const found = valuesIn(yield* Effect.forEach(read, (file) => readImage(join(root, file))))
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
      ...images.map(
        ({ pattern }, index) => `  ${keyOf(modalities[index] ?? "")}: ${quoted(pattern)},`,
      ),
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
    shape,
    notes: [
      ...notes,
      ...(found === undefined
        ? [
            `${label?.pattern ?? ""} is no label: its values are not few whole numbers from 0 to 255; name the label and its regions if there is one`,
          ]
        : []),
      ...(values.length === 0
        ? []
        : [
            `label values are those of ${read.length} of ${labelled.length} labels: ${values.join(", ")}${read.length < labelled.length ? "; data check tells where others hold more" : ""}`,
          ]),
    ],
  }
})
