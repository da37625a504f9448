import { join } from "node:path"
import { Effect } from "effect"
import { readImage, type VolumeImage } from "../data/datasets/volumes/readImage.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Found } from "./found.ts"
import { keyOf, namesFrom, quoted } from "./names.ts"

/** Files below a root, by what a pattern says. */
export interface Pattern {
  /** As `volumes` takes it, such as `imagesTr/{id}_0000.nii.gz`. */
  readonly pattern: string
  /** Such a file that is there, below the root. */
  readonly example: string
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

/** Values of a label volume other than 0, in order. */
const valuesIn = ({ data }: VolumeImage): readonly number[] =>
  [...new Set(data)].filter((value) => value !== 0).toSorted((one, other) => one - other)

/** A data set as `volumes` declares it. Reads one image, and one label where no one says its values. */
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
  const { shape } = yield* readImage(join(root, first?.example ?? ""))
  const values =
    label === undefined || regions !== undefined
      ? []
      : valuesIn(yield* readImage(join(root, label.example)))
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
      ...(values.length === 0
        ? []
        : [
            `label values are those of ${label?.example}: ${values.join(", ")}; other subjects may hold more, which data check tells`,
          ]),
    ],
  }
})
