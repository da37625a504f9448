import { Schema } from "effect"
import { defineDataset, exclude, Split, type Dataset, type Exclude } from "../dataset.ts"
import { Count, defaulted, required } from "../field.ts"
import { defaultPreprocessing, Preprocessing, type PreprocessingStep } from "../preprocessing.ts"
import { Interpolation } from "./volumes.ts"

const modalities = ["t2w", "adc", "hbv"] as const

/** Label values of the zonal delineations: 1 peripheral zone, 2 transition zone. */
const regions = { PZ: [1], TZ: [2] } as const

/** A class of the marksheet: 1 from an ISUP grade on. */
const Grade = Schema.Struct({ minimumIsup: Count })

/** Clinically significant cancer. */
const labels = { csPCa: { minimumIsup: 2 } } as const

const zones = "anatomical_delineations/zonal_pz_tz/AI/Yuan23"
const marksheet = "clinical_information/marksheet.csv"

export const picaiDefinition = defineDataset({
  kind: "picai",
  doc: "PI-CAI: prostate MRI, T2W with ADC and HBV on its grid, zones, and the grade of cancer.",
  implementation: "ablate:data/datasets/picai/implementation",
  fields: {
    root: required(
      Schema.Struct({ images: Schema.NonEmptyString, labels: Schema.NonEmptyString }),
      "Folder of the images (patients' folders, or folders of these), and of the labels repository; `$NAME` is read from the environment.",
    ),
    zones: defaulted(
      Schema.NonEmptyString,
      zones,
      "Folder of the zonal label files below the labels repository.",
      "Yuan23: on the grid of T2W throughout, which HeviAI23 is not",
    ),
    marksheet: defaulted(
      Schema.NonEmptyString,
      marksheet,
      "Table of grades below the labels repository.",
      "PI-CAI labels repository",
    ),
    modalities: defaulted(
      Schema.Array(Schema.Literals(modalities)),
      modalities,
      "Image channels, in order; T2W has to be one of them.",
      "paper IV-A-2: T2W, DWI, ADC",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(Schema.Int)),
      regions,
      "Named sets of label values.",
      "PI-CAI: 1 peripheral zone, 2 transition zone",
    ),
    labels: defaulted(
      Schema.Record(Schema.String, Grade),
      labels,
      "Classes by subject from the marksheet's ISUP grade: 1 from `minimumIsup` on.",
      "PI-CAI: clinically significant cancer is ISUP 2 or more",
    ),
    interpolation: defaulted(
      Interpolation,
      "linear",
      "How ADC and HBV are resampled to T2W's grid.",
      "the PI-CAI baseline: linear",
    ),
    exclude,
    preprocessing: defaulted(
      Preprocessing,
      defaultPreprocessing,
      "Steps from the files' voxels to the network's, in order.",
      "as BraTS2023: CropForeground, NormalizeIntensity(nonzero, channel_wise)",
    ),
    split: defaulted(
      Split,
      { test: 300, seed: 0 },
      "Subjects held out.",
      "paper IV-A-2: 300 test subjects",
    ),
  },
})

export interface Picai extends Dataset<
  (typeof modalities)[number],
  keyof typeof regions,
  keyof typeof labels
> {
  readonly kind: "picai"
  readonly exclude: Exclude
  readonly root: { readonly images: string; readonly labels: string }
  readonly zones: string
  readonly marksheet: string
  readonly labels: typeof labels
  readonly interpolation: typeof Interpolation.Type
  readonly preprocessing: readonly PreprocessingStep[]
}

interface Options {
  /** Folder of the images, such as `$PICAI/images`. */
  readonly images: string
  /** The labels repository, such as `$PICAI/picai_labels`. */
  readonly labels: string
  readonly zones?: string
  readonly marksheet?: string
  readonly interpolation?: typeof Interpolation.Type
  readonly preprocessing?: readonly PreprocessingStep<(typeof modalities)[number]>[]
  /** Subjects that are left out: `{ "id": "reason" }`, or a list of ids. */
  readonly exclude?: Exclude
  readonly split?: Split
}

/** PI-CAI with the zones PZ and TZ and the class csPCa (ISUP 2 or more). */
export const picai = ({ images, labels: repository, ...options }: Options): Picai => ({
  ...picaiDefinition({ ...options, root: { images, labels: repository } }),
  kind: "picai",
  modalities,
  regions,
  labels,
})
