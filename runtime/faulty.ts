import { Schema } from "effect"

const Place = Schema.Struct({
  file: Schema.optionalKey(Schema.String),
  line: Schema.optionalKey(Schema.Int),
  column: Schema.optionalKey(Schema.Int),
  field: Schema.optionalKey(Schema.String),
  subject: Schema.optionalKey(Schema.String),
})

/** The schema of a fault, as errors carry it and workers report it. */
export const FaultSchema = Schema.Struct({
  what: Schema.String,
  where: Place,
  expected: Schema.optionalKey(Schema.String),
  mend: Schema.optionalKey(Schema.String),
})

/** Work that could not be done, with everything that is wrong. */
export class Faulty extends Schema.TaggedError<Faulty>()("Faulty", {
  faults: Schema.Array(FaultSchema),
}) {
  override get message(): string {
    return this.faults.map((fault) => fault.what).join("; ")
  }
}
