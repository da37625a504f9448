import { Schema } from "effect"

/** `brightness.json`. */
export const Brightness = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  means: Schema.Array(Schema.Finite),
})
