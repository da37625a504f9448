import { Effect } from "effect"
import { type ImageFile, volumesDefinition } from "../../../../dsl/datasets/volumes.ts"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import type { Component } from "../../../../dsl/component.ts"
import type { Values } from "../../../../dsl/field.ts"
import type { Environment } from "../../../files/environment.ts"
import { implementDataset } from "../../contract.ts"
import { excludedIds } from "../../cohort/excluded.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import type { LabelValues } from "../../faults/checkLabel.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { classified, expanded, fingerprintOf, valued } from "./classes.ts"
import { indexVolumes } from "./indexVolumes.ts"
import { loadImages } from "./loadImages.ts"

type Fields = Component<"dataset"> & Values<typeof volumesDefinition.fields>

/** Name of the label's file among a subject's. */
const LABEL = "label"

const patternOf = (image: ImageFile): string => (typeof image === "string" ? image : image.file)

/** Modalities, and the label where there is one, with what is said of their files. */
const imagesOf = ({
  modalities,
  files,
  label,
}: Fields): readonly (readonly [string, ImageFile])[] => [
  ...modalities.map((name) => [name, files[name] ?? ""] as const),
  ...(label === null ? [] : [[LABEL, label] as const]),
]

/** The channels that are asked for, by name of the image. */
const channelsOf = (dataset: Fields): Readonly<Record<string, number>> =>
  Object.fromEntries(
    imagesOf(dataset).flatMap(([name, image]) =>
      typeof image === "string" ? [] : [[name, image.channel] as const],
    ),
  )

/** The images by file pattern: several of one lie in the same file. */
const namesByPattern = (dataset: Fields): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(imagesOf(dataset), ([, image]) => patternOf(image))].map(
      ([pattern, images]) => [pattern, images.map(([name]) => name)],
    ),
  )

/** What the fields say that cannot be. */
const fieldFaults = ({ modalities, files, label, reference }: Fields): readonly Fault[] => [
  ...[
    ...modalities.map((name) => [`modalities.${name}`, patternOf(files[name] ?? "{id}")] as const),
    ...(label === null ? [] : [["label", patternOf(label)] as const]),
  ]
    .filter(([, pattern]) => !pattern.includes("{id}"))
    .map(([field, pattern]) =>
      fault({
        what: `the file pattern ${JSON.stringify(pattern)} does not say where the subject's name stands`,
        where: { field: `dataset.${field}` },
        expected: 'a pattern with {id}, such as "{id}/t1.nii.gz"',
        hint: "Write {id} in its place, in small letters.",
      }),
    ),
  ...modalities
    .filter((name) => files[name] === undefined || name === LABEL)
    .map((name) =>
      fault({
        what: name === LABEL ? `a modality is called "${LABEL}"` : `${name} has no file pattern`,
        where: { field: `dataset.modalities.${name}` },
        hint: name === LABEL ? "Give it another name." : "Give it one.",
      }),
    ),
  ...(reference === null || modalities.includes(reference)
    ? []
    : [
        fault({
          what: `the reference ${reference} is no modality`,
          where: { field: "dataset.reference" },
          expected: modalities.join(", "),
        }),
      ]),
]

const unlabelled = ({ regions, label }: Fields): readonly Fault[] =>
  label !== null || Object.keys(regions).length === 0
    ? []
    : [
        fault({
          what: `regions are named, ${Object.keys(regions).join(", ")}, but no label file`,
          where: { field: "dataset.label" },
          expected: 'a file pattern such as "{id}/label.nii.gz"',
        }),
      ]

/** All subjects, or one; of images that lie in one file, the file is listed once, under all their names. */
const indexed = Effect.fnUntraced(function* (
  dataset: Fields,
  environment: Environment,
  only?: string,
) {
  const wrong = fieldFaults(dataset)
  if (wrong.length > 0) return yield* datasetError(...wrong)
  const root = yield* expanded(dataset.root, environment, "dataset.root")
  const files = Object.fromEntries(
    [...namesByPattern(dataset)].map(([pattern, names]) => [names.join(", "), pattern]),
  )
  const { patient } = dataset
  return yield* indexVolumes({ root, files, patient, excluded: excludedIds(dataset) }, only)
})

/** A subject with the file of each image by its own name. */
const withImages = (subject: Subject, dataset: Fields): Subject => ({
  ...subject,
  images: Object.fromEntries(
    [...namesByPattern(dataset).values()].flatMap((names) =>
      names.map((name) => [name, subject.images[names.join(", ")] ?? ""] as const),
    ),
  ),
})

/** The subjects of an index with their classes and numbers. */
const listed = Effect.fnUntraced(function* (
  index: SubjectIndex,
  { labels, values }: Fields,
  environment: Environment,
) {
  const classes = yield* classified(index, labels, environment)
  return yield* valued(classes, index, values, environment)
})

export default implementDataset(volumesDefinition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const wrong = unlabelled(dataset)
    if (wrong.length > 0) return yield* datasetError(...wrong)
    return yield* listed(yield* indexed(dataset, environment), dataset, environment)
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const index = yield* indexed(dataset, environment)
    return yield* fingerprintOf(index, yield* listed(index, dataset, environment), cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const [found] = (yield* indexed(dataset, environment, id)).subjects
    if (found === undefined) {
      return yield* datasetError(fault({ what: "no such subject", where: { subject: id } }))
    }
    const { modalities, label, labelValues, reference, interpolation } = dataset
    const values = [0, ...labelValues]
    const allowed: LabelValues = {
      values,
      expected: `one of ${values.join(", ")}, the values that regions name`,
      hint: (others) =>
        others.every((value) => value >= 1 && value <= 255)
          ? `Name what they are in a region, or say otherLabelValues: [${others.join(", ")}].`
          : "Values of a label are 0 to 255: number them anew.",
    }
    const { subject, masks, drawn } = yield* loadImages(withImages(found, dataset), {
      modalities,
      channels: channelsOf(dataset),
      masks: label === null ? {} : { [LABEL]: allowed },
      reference,
      interpolation,
      hint: `Resample them, or say reference: "${modalities[0] ?? ""}" to have it done.`,
    })
    const [placed, expert] = [masks.get(LABEL), drawn.get(LABEL)]
    return {
      ...subject,
      ...(placed === undefined ? {} : { label: placed }),
      ...(expert === undefined ? {} : { expert }),
    }
  }),
})
