import { Schema } from "effect"
import { defineDataset, exclude, Split, type Dataset, type Exclude } from "../dataset.ts"
import { defaulted, required } from "../field.ts"
import { defaultPreprocessing, Preprocessing, type PreprocessingStep } from "../preprocessing.ts"
import { LabelTable } from "./brats2023.ts"
import { ValueTable } from "./valueTable.ts"

const FilePattern = Schema.String.check(
  Schema.isPattern(/^(?!\/).*\{id\}/, {
    expected: "a path below the root with {id} where the subject's name stands",
  }),
)
/** A file, or one channel of it, from 0: along the axis after the third, or among the numbers of a voxel. */
const ImageFile = Schema.Union([
  FilePattern,
  Schema.Struct({
    file: FilePattern,
    channel: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  }),
])
export type ImageFile = typeof ImageFile.Type

const PatientPattern = Schema.String.check(
  Schema.isPattern(/\{patient\}/, { expected: "a text with {patient} in it" }),
)
/** A value of a label volume other than 0, the background. */
const LabelValue = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 255 }))

/** How images are resampled to another grid; labels always take the nearest voxel. */
export const Interpolation = Schema.Literals(["nearest", "linear", "cubic"])
export type Interpolation = typeof Interpolation.Type

export const volumesDefinition = defineDataset({
  kind: "volumes",
  doc: "Any multi-modality set: a file pattern for each modality and for the label.",
  implementation: "ablate:data/datasets/volumes/implementation",
  fields: {
    root: required(
      Schema.NonEmptyString,
      "Folder below which the files lie; `$NAME` is read from the environment.",
    ),
    modalities: required(
      Schema.Array(Schema.NonEmptyString).check(Schema.isMinLength(1)),
      "Image channels, in order.",
    ),
    files: required(
      Schema.Record(Schema.String, ImageFile),
      "File of each modality below the root, or `{ file, channel }` where several lie in one; `{id}` is the subject, `*` any text within a name.",
    ),
    label: defaulted(
      Schema.NullOr(ImageFile),
      null,
      "File of the label volume below the root, or `{ file, channel }`; null where there are none.",
      "none",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(LabelValue)),
      {},
      "Named sets of label values.",
      "none",
    ),
    labelValues: defaulted(
      Schema.Array(LabelValue),
      [],
      "Values besides 0 that the label may hold; others are faults.",
      "the values of the regions",
    ),
    labels: defaulted(
      Schema.Record(Schema.String, LabelTable),
      {},
      "Classes by subject, each from a CSV table.",
      "none",
    ),
    values: defaulted(
      Schema.Record(Schema.String, ValueTable),
      {},
      "Numbers by subject, such as an age, each from a CSV table.",
      "none",
      { before: {} },
    ),
    patient: defaulted(
      Schema.NullOr(PatientPattern),
      null,
      "How a subject's name tells the patient, as `{patient}-*`; scans of a patient never part.",
      "each subject is a patient",
    ),
    reference: defaulted(
      Schema.NullOr(Schema.String),
      null,
      "The modality to whose grid the others and the label are resampled; null where all share one.",
      "different grids are a fault",
    ),
    interpolation: defaulted(
      Interpolation,
      "linear",
      "How images are resampled to the reference; labels take the nearest voxel.",
      "SimpleITK Resample: nearest, linear, cubic B-spline",
    ),
    exclude,
    preprocessing: defaulted(
      Preprocessing,
      defaultPreprocessing,
      "Steps from the files' voxels to the network's, in order.",
      "as BraTS2023: CropForeground, NormalizeIntensity(nonzero, channel_wise)",
    ),
    split: defaulted(Split, { test: 0.2, seed: 0 }, "Subjects held out.", "convention"),
  },
})

export interface Volumes<
  Modality extends string = string,
  Region extends string = string,
  Label extends string = string,
  Value extends string = string,
> extends Dataset<Modality, Region, Label> {
  readonly kind: "volumes"
  readonly exclude: Exclude
  readonly root: string
  readonly files: Readonly<Record<Modality, ImageFile>>
  readonly label: ImageFile | null
  readonly labelValues: readonly number[]
  readonly labels: Readonly<Record<Label, LabelTable>>
  readonly values: Readonly<Record<Value, ValueTable>>
  readonly patient: string | null
  readonly reference: Modality | null
  readonly interpolation: Interpolation
  readonly preprocessing: readonly PreprocessingStep[]
}

interface Options<
  Modality extends string,
  Region extends string,
  Label extends string,
  Value extends string,
> {
  readonly root: string
  /** File pattern by modality, or `{ file, channel }` where several lie in one file; in order. */
  readonly modalities: Readonly<Record<Modality, ImageFile>>
  readonly label?: ImageFile
  readonly regions?: Readonly<Record<Region, readonly number[]>>
  /** Values that the label may hold besides those of the regions. */
  readonly otherLabelValues?: readonly number[]
  readonly labels?: Readonly<Record<Label, LabelTable>>
  readonly values?: Readonly<Record<Value, ValueTable>>
  readonly patient?: string
  readonly reference?: NoInfer<Modality>
  readonly interpolation?: Interpolation
  readonly preprocessing?: readonly PreprocessingStep<NoInfer<Modality>>[]
  /** Subjects that are left out: `{ "id": "reason" }`, or a list of ids. */
  readonly exclude?: Exclude
  readonly split?: Split
}

/** Any multi-modality set in one declaration. */
export function volumes<
  const Modality extends string,
  const Region extends string = never,
  const Label extends string = never,
  const Value extends string = never,
>(options: Options<Modality, Region, Label, Value>): Volumes<Modality, Region, Label, Value>
export function volumes({
  modalities: files,
  otherLabelValues = [],
  ...options
}: Options<string, string, string, string>): Volumes {
  const labelValues = [...Object.values(options.regions ?? {}).flat(), ...otherLabelValues]
  return {
    ...volumesDefinition({
      ...options,
      modalities: Object.keys(files),
      files,
      labelValues: [...new Set(labelValues)].toSorted((one, other) => one - other),
    }),
    kind: "volumes",
  }
}
