import { Schema } from "effect"

/** A field of report.json with what it is, as docs/reportJson.md shows it. */
export const field = <S extends Schema.Top>(description: string, schema: S): S["Rebuild"] =>
  schema.annotateKey({ description })

export const text = (description: string) => field(description, Schema.String)
export const texts = (description: string) => field(description, Schema.Array(Schema.String))
export const flag = (description: string) => field(description, Schema.Boolean)
export const whole = (description: string) => field(description, Schema.Int)
export const wholes = (description: string) => field(description, Schema.Array(Schema.Int))
export const number = (description: string) => field(description, Schema.Finite)
export const numberOrNone = (description: string) =>
  field(description, Schema.NullOr(Schema.Finite))
export const optional = Schema.optionalKey
