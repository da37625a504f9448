import { Schema } from "effect"

const FaultSchema = Schema.Struct({
  what: Schema.String,
  where: Schema.Struct({
    file: Schema.optionalKey(Schema.String),
    line: Schema.optionalKey(Schema.Number),
    column: Schema.optionalKey(Schema.Number),
    field: Schema.optionalKey(Schema.String),
    subject: Schema.optionalKey(Schema.String),
  }),
  expected: Schema.optionalKey(Schema.String),
  mend: Schema.optionalKey(Schema.String),
})

/** A report that cannot be made, with everything that stands in its way. */
export class ReportError extends Schema.TaggedError<ReportError>()("ReportError", {
  faults: Schema.Array(FaultSchema),
}) {
  override get message(): string {
    return this.faults
      .map(({ what, expected }) =>
        expected === undefined ? what : `${what}; expected ${expected}`,
      )
      .join("\n")
  }
}
