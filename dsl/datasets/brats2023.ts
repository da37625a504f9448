import { Schema } from "effect"
import { defineDataset, exclude, Split, type Dataset, type Exclude } from "../dataset.ts"
import { defaulted, required } from "../field.ts"
import { defaultPreprocessing, Preprocessing, type PreprocessingStep } from "../preprocessing.ts"

/** Cell texts: a list, or one alone; `*` in one is any text, as in "IDH*". */
const Texts = Schema.Union([
  Schema.NonEmptyString,
  Schema.Array(Schema.NonEmptyString).check(Schema.isMinLength(1)),
])

/** A table that joins the data set's own ids, in the column `from`, and those of another table, in `to`. */
export const TableMapping = Schema.Struct({
  csv: Schema.NonEmptyString,
  from: Schema.NonEmptyString,
  to: Schema.NonEmptyString,
})

/**
 * A class per subject from a table of the user's: `id` and `column` are column heads; `negative` are the
 * cell texts of class 0, `positive` those of class 1, `missing` those of subjects whose class is not
 * known, as an empty cell. Any other text is a fault: a class is never guessed. Rows about subjects that the data set does not have are faults, so that a misspelt id shows; `otherRows:
 * "ignore"` takes a table of a larger cohort as it is. Where its ids are not the data set's, `via` names
 * a table that joins them: `from` is the column of the data set's own ids, `to` that of the table's.
 */
export const LabelTable = Schema.Struct({
  csv: Schema.NonEmptyString,
  id: Schema.NonEmptyString,
  column: Schema.NonEmptyString,
  negative: Texts,
  positive: Schema.optionalKey(Texts),
  missing: Schema.optionalKey(
    Schema.Union([Schema.NonEmptyString, Schema.Array(Schema.NonEmptyString)]),
  ),
  otherRows: Schema.optionalKey(Schema.Literals(["fault", "ignore"])),
  via: Schema.optionalKey(TableMapping),
})
export type LabelTable = typeof LabelTable.Type

const modalities = ["t1n", "t1c", "t2w", "t2f"] as const

/** Label values: 1 necrotic core, 2 oedema, 3 enhancing tumour (BraTS 2023). */
const regions = { WT: [1, 2, 3], TC: [1, 3], ET: [3] } as const

/** Until 2021 the enhancing tumour was 4. */
const regions2021 = { WT: [1, 2, 4], TC: [1, 4], ET: [4] } as const

export const brats2023Definition = defineDataset({
  kind: "brats2023",
  doc: "BraTS2023-GLI: adult glioma, four co-registered modalities at 1 mm, expert segmentation.",
  implementation: "ablate:data/datasets/brats2023/implementation",
  fields: {
    root: required(
      Schema.NonEmptyString,
      "Folder of the subjects' folders, or its parent; `$NAME` is read from the environment.",
    ),
    unlabelled: defaulted(
      Schema.NullOr(Schema.NonEmptyString),
      null,
      "Folder of subjects without a segmentation, such as the challenge's validation set: they are tested where `split.test` is 0.",
      "none",
      { before: null },
    ),
    release: defaulted(
      Schema.Literals(["2023", "2021"]),
      "2023",
      "File names and label values: of 2023, or of 2021 and earlier (_t1, _t1ce, _t2, _flair, _seg; ET is 4).",
      "paper IV-A-1: BraTS2023",
    ),
    modalities: defaulted(
      Schema.Array(Schema.Literals(modalities)),
      modalities,
      "Image channels, in order.",
      "BraTS 2023 file names",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(Schema.Int)),
      regions,
      "Named sets of label values.",
      "BraTS 2023: WT = 1+2+3, TC = 1+3, ET = 3",
    ),
    labels: defaulted(
      Schema.Record(Schema.String, LabelTable),
      {},
      "Classes by subject, each from a CSV table.",
      "none: the challenge ships no classes",
    ),
    exclude,
    preprocessing: defaulted(
      Preprocessing,
      defaultPreprocessing,
      "Steps from the files' voxels to the network's, in order.",
      "MONAI CropForeground, NormalizeIntensity(nonzero, channel_wise)",
    ),
    split: defaulted(
      Split,
      { test: 219, seed: 0 },
      "Subjects held out for the test.",
      "paper IV-A-1: 219 test subjects",
    ),
  },
})

export interface Brats2023<Label extends string = string> extends Dataset<
  (typeof modalities)[number],
  keyof typeof regions,
  Label
> {
  readonly kind: "brats2023"
  readonly exclude: Exclude
  readonly root: string
  readonly unlabelled: string | null
  readonly release: "2023" | "2021"
  readonly labels: Readonly<Record<Label, LabelTable>>
  readonly preprocessing: readonly PreprocessingStep[]
}

interface Options {
  readonly root: string
  /** Folder of subjects without a segmentation, whose predictions a server scores. */
  readonly unlabelled?: string
  /** Names and label values: "2021" for those of 2021 and earlier. */
  readonly release?: "2023" | "2021"
  readonly preprocessing?: readonly PreprocessingStep<(typeof modalities)[number]>[]
  /** Subjects that are left out: `{ "id": "reason" }`, or a list of ids. */
  readonly exclude?: Exclude
  readonly split?: Split
}

/** BraTS2023-GLI under `root`; classes such as IDH come from tables the user supplies. */
export function brats2023(options: Options): Brats2023<never>
export function brats2023<const Label extends string>(
  options: Options & { readonly labels: Readonly<Record<Label, LabelTable>> },
): Brats2023<Label>
export function brats2023(options: Options & { readonly labels?: Brats2023["labels"] }): Brats2023 {
  const ofRelease = options.release === "2021" ? regions2021 : regions
  return {
    ...brats2023Definition({ ...options, regions: ofRelease }),
    modalities,
    regions: ofRelease,
    labels: options.labels ?? {},
  }
}
