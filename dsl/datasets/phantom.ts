import { Schema } from "effect"
import { defineDataset, Split, type Dataset } from "../dataset.ts"
import { Count, defaulted, Extent, Seed, type Options } from "../field.ts"

const modalities = ["t1n", "t1c", "t2w", "t2f"] as const
const regions = { WT: [1, 2, 3], TC: [1, 3], ET: [3] } as const
const labels = { subtype: null } as const
const values = { radius: null } as const

export const phantomDefinition = defineDataset({
  kind: "phantom",
  doc: "Generated brain-like volumes with nested lesions and a binary subtype; needs no files.",
  implementation: "ablate:data/datasets/phantom/implementation",
  fields: {
    size: defaulted(Extent, 48, "Voxels along each axis.", "two cores suffice"),
    subjects: defaulted(Count, 40, "Number of subjects.", "two cores suffice"),
    seed: defaulted(Seed, 0, "Seed of the generator; the same bits everywhere.", "convention"),
    modalities: defaulted(
      Schema.Array(Schema.Literals(modalities)),
      modalities,
      "Image channels, in order.",
      "as BraTS 2023",
    ),
    regions: defaulted(
      Schema.Record(Schema.String, Schema.Array(Schema.Int)),
      regions,
      "Named sets of label values.",
      "as BraTS 2023",
    ),
    labels: defaulted(
      Schema.Struct({ subtype: Schema.Null }),
      labels,
      "`subtype`: a class that shows in the images, as IDH does in part.",
      "the generator",
    ),
    values: defaulted(
      Schema.Struct({ radius: Schema.Null }),
      values,
      "`radius`: mean radius of the first lesion, where half the length of the brain is 1.",
      "the generator",
      { before: values },
    ),
    split: defaulted(Split, { test: 0.25, seed: 0 }, "Subjects held out.", "convention"),
    normalization: defaulted(
      Schema.Literals(["nonzeroZScore"]),
      "nonzeroZScore",
      "Intensity normalisation, per modality over the voxels that are not zero.",
      "MONAI NormalizeIntensity(nonzero, channel_wise)",
    ),
  },
})

export interface Phantom extends Dataset<
  (typeof modalities)[number],
  keyof typeof regions,
  keyof typeof labels
> {
  readonly kind: "phantom"
  readonly values: typeof values
  readonly size: Extent
  readonly subjects: number
  readonly seed: number
}

/** Generated subjects: any size, any number, the same bits for a seed on every machine. */
export const phantom = (
  options: Omit<
    Options<typeof phantomDefinition.fields>,
    "modalities" | "regions" | "labels" | "values"
  > = {},
): Phantom => ({ ...phantomDefinition(options), modalities, regions, labels, values })
