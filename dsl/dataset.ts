import { Schema } from "effect"
import { family, type Component } from "./component.ts"
import { Count, defaulted, Ratio, Seed } from "./field.ts"
import type { PreprocessingStep } from "./preprocessing.ts"

/**
 * A data set. `modalities` are the image channels in order; `regions` name sets of label values;
 * `labels` name the classes a subject can have; `values` name the numbers, such as an age.
 */
export interface Dataset<
  Modality extends string = string,
  Region extends string = string,
  Label extends string = string,
> extends Component<"dataset"> {
  readonly modalities: readonly Modality[]
  readonly regions: Readonly<Record<Region, readonly number[]>>
  readonly labels: Readonly<Record<Label, unknown>>
  readonly values?: Readonly<Record<string, unknown>>
  readonly split: Split
  /** Folder of subjects without labels, who are tested: a challenge's server scores them. */
  readonly unlabelled?: string | null
  /** Subjects that are left out: nobody where absent. */
  readonly exclude?: Exclude
  /** Steps from the source's voxels to the network's, in order; `defaultPreprocessing` where absent. */
  readonly preprocessing?: readonly PreprocessingStep[]
}

/**
 * How subjects are divided, patient by patient. `test` and `validation` are a number of subjects
 * (1 or more) or a share (below 1); a `test` of 0 holds nobody out: subjects without labels are tested
 * where the data set has some, and else nothing can be measured. The division depends on `seed` alone, never on an arm or a run's seed. With `folds` (see `folds()`) each
 * part of so many is the test part of a run of its own; `fold` asks for one of them, from 0. `among` is a
 * label or value: only subjects of whom it is known are divided.
 */
export const Split = Schema.Struct({
  test: Schema.Union([Schema.Literal(0), Count, Ratio]),
  validation: Schema.optionalKey(Schema.Union([Count, Ratio])),
  seed: Seed,
  among: Schema.optionalKey(Schema.NonEmptyString),
  folds: Schema.optionalKey(
    Schema.Struct({
      of: Count.check(Schema.isGreaterThan(1)),
      stratify: Schema.optionalKey(Schema.NonEmptyString),
      fold: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
    }),
  ),
})
export type Split = typeof Split.Type

/** Subjects that are left out, by id: each with the reason, which reports repeat, or a list alone. */
export const Exclude = Schema.Union([
  Schema.Record(Schema.String, Schema.NonEmptyString),
  Schema.Array(Schema.NonEmptyString),
])
export type Exclude = typeof Exclude.Type

/** The field of a data set that leaves subjects out. */
export const exclude = defaulted(
  Exclude,
  {},
  "Subjects left out, by id, each with the reason; or a list of ids.",
  "nobody",
  { before: {} },
)

/** Subjects that are left out, with the reason where there is one. */
export const excludedBy = (left: Exclude | undefined): ReadonlyMap<string, string> =>
  new Map(
    Array.isArray(left) ? left.map((id: string) => [id, ""] as const) : Object.entries(left ?? {}),
  )

/**
 * Declares a data set: its fields (roots, tables, sizes ...) and the module that indexes and loads
 * it. What the language needs to know of it (modalities, regions, labels, split) are fields too.
 */
export const defineDataset = family("dataset")

export type RegionOf<D> = D extends { readonly regions: infer R } ? keyof R & string : never
export type LabelOf<D> = D extends { readonly labels: infer L } ? keyof L & string : never
export type ValueOf<D> = D extends { readonly values: infer V } ? keyof V & string : never
