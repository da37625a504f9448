import { Brand, Schema } from "effect"

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

/** One thing that is wrong, said so that the reader can fix it; made by `fault`. */
export const Fault = Schema.Struct({
  /** What is wrong, with the offending value. */
  what: Schema.String,
  where: Place,
  /** What was expected instead. */
  expected: Schema.optionalKey(Schema.String),
  /** What to do about it. */
  hint: Schema.optionalKey(Schema.String),
}).pipe(Schema.brand("Fault"))
export type Fault = typeof Fault.Type

/** The parts of a fault; of a pure function that does not know the place, `where` is left out. */
interface Parts {
  readonly what: string
  readonly where?: Place
  readonly expected?: string | undefined
  readonly hint?: string | undefined
}

const branded = Brand.nominal<Fault>()

/**
 * Makes a fault. It is the only way to make one, because the texts that are given to it are left out of
 * the hash of a stage's code.
 */
export const fault = ({ what, where = {}, expected, hint }: Parts): Fault =>
  branded({
    what,
    where,
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
  })
