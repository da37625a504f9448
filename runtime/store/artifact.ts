import { Schema } from "effect"

/** What a stage left behind, as `artifact.json` beside its files records it. */
export const Artifact = Schema.Struct({
  key: Schema.String,
  kind: Schema.String,
  label: Schema.String,
  /** Fields of the experiment that the stage read. */
  slice: Schema.Unknown,
  seed: Schema.NullOr(Schema.Int),
  /** Keys of the artifacts that it read, by name. */
  inputs: Schema.Record(Schema.String, Schema.String),
  /** Hashes of the code that ran, by place in the slice; `stage` is the body. */
  code: Schema.Record(Schema.String, Schema.String),
  /** Commit of the repository it ran in; null outside one. */
  commit: Schema.NullOr(Schema.String),
  /** Whether that repository had changes that were not committed. */
  dirty: Schema.NullOr(Schema.Boolean),
  device: Schema.String,
  /**
   * Threads that it was computed with: sums in another order have other last bits. Absent in records of
   * earlier versions.
   */
  threads: Schema.optionalKey(Schema.Int),
  /**
   * Crops at a time where memory did not suffice for those of the slice: gradients were summed in
   * another order, so the bits are not those of a machine with more memory, the numbers are up to
   * rounding.
   */
  microBatch: Schema.optionalKey(Schema.Int),
  /** What is odd about the data that it was made from. */
  warnings: Schema.optionalKey(Schema.Array(Schema.String)),
  /** When the last attempt began, ISO 8601. */
  started: Schema.String,
  /** Of work, over all attempts of the run that sealed it. */
  seconds: Schema.Finite,
  /** By path below the artifact's folder. */
  files: Schema.Record(Schema.String, Schema.Struct({ sha256: Schema.String, bytes: Schema.Int })),
})
export type Artifact = typeof Artifact.Type

/** The artifact of which kind and key: where a stage's result lies. */
export interface Address {
  readonly kind: string
  readonly key: string
}

export const ArtifactJson = Schema.fromJsonString(Artifact)

/** Name of the record beside an artifact's files. */
export const recordName = "artifact.json"
