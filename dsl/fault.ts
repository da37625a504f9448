import { Schema } from "effect"

/** Where a fault lies: as much as is known. */
export const Place = Schema.Struct({
  file: Schema.optionalKey(Schema.String),
  line: Schema.optionalKey(Schema.Int),
  column: Schema.optionalKey(Schema.Int),
  /** Dotted path of a field of the experiment, such as `tasks.glioma.regions.0`. */
  field: Schema.optionalKey(Schema.String),
  /** Identifier of a subject of the data set. */
  subject: Schema.optionalKey(Schema.String),
})
export type Place = typeof Place.Type

/** One thing that is wrong, said so that the reader can fix it. */
export const Fault = Schema.Struct({
  /** What is wrong, with the offending value. */
  what: Schema.String,
  where: Place,
  /** What was expected instead. */
  expected: Schema.optionalKey(Schema.String),
  /** What to do about it. */
  hint: Schema.optionalKey(Schema.String),
})
export type Fault = typeof Fault.Type
