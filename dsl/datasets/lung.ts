import { Schema } from "effect"
import { defineDataset, exclude, Split, type Dataset, type Exclude } from "../dataset.ts"
import { defaulted, required } from "../field.ts"
import { divideByMax, Preprocessing, type PreprocessingStep } from "../preprocessing.ts"
import { LabelTable } from "./brats2023.ts"

const modalities = ["proton", "xenon"] as const

/** Label values: 1 cavity that is ventilated, 2 ventilation defect, which lies inside the cavity. */
const regions = { cavity: [1, 2], defect: [2] } as const

const preprocessing = [divideByMax()] as const satisfies readonly PreprocessingStep[]

export const lungDefinition = defineDataset({
  kind: "lung",
  doc: "Lung gas MRI: proton and hyperpolarised xenon, thoracic cavity and ventilation defects.",
  implementation: "ablate:data/datasets/lung/implementation",
  fields: {
    root: required(
      Schema.NonEmptyString,
      "Folder of the subjects' folders, each with proton, xenon, cavity and defect as NIfTI; `$NAME` is read from the environment.",
    ),
    modalities: defaulted(
      Schema.Array(Schema.Literals(modalities)),
      modalities,
      "Image channels, in order.",
      "paper IV-A: 1H and 129Xe",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(Schema.Int)),
      regions,
      "Named sets of label values.",
      "1 cavity without defect, 2 defect",
    ),
    labels: defaulted(
      Schema.Record(Schema.String, LabelTable),
      {},
      "Classes by subject, each from a CSV table.",
      "`csv` of the constructor: healthy or diseased",
    ),
    exclude,
    preprocessing: defaulted(
      Preprocessing,
      preprocessing,
      "Steps from the files' voxels to the network's, in order.",
      "the authors' code: each modality over its maximum, whole volumes",
    ),
    split: defaulted(
      Split,
      { test: 17, seed: 0 },
      "Subjects held out.",
      "paper IV-A: 17 test subjects",
    ),
  },
})

export interface Lung<Label extends string = string> extends Dataset<
  (typeof modalities)[number],
  keyof typeof regions,
  Label
> {
  readonly kind: "lung"
  readonly exclude: Exclude
  readonly root: string
  readonly labels: Readonly<Record<Label, LabelTable>>
  readonly preprocessing: readonly PreprocessingStep[]
}

interface Options {
  readonly root: string
  /** Table with a row a subject, by default with the columns `subject` and `diagnosis`. */
  readonly csv: string
  readonly id?: string
  readonly column?: string
  /** Texts of class 0; "healthy" unless said otherwise. */
  readonly negative?: LabelTable["negative"]
  /** Texts of class 1, diseased; "diseased" unless said otherwise. */
  readonly positive?: LabelTable["negative"]
  /** Texts of subjects whose class is not known. */
  readonly missing?: LabelTable["negative"]
  readonly preprocessing?: readonly PreprocessingStep<(typeof modalities)[number]>[]
  /** Subjects that are left out: `{ "id": "reason" }`, or a list of ids. */
  readonly exclude?: Exclude
  readonly split?: Split
}

/** Lung gas MRI under `root`, with the class `diseased` from a table. */
export const lung = ({
  csv,
  id = "subject",
  column = "diagnosis",
  negative = ["healthy"],
  positive = ["diseased"],
  missing,
  ...options
}: Options): Lung<"diseased"> => ({
  ...lungDefinition(options),
  kind: "lung",
  modalities,
  regions,
  labels: {
    diseased: {
      csv,
      id,
      column,
      negative,
      positive,
      ...(missing === undefined ? {} : { missing }),
    },
  },
})
