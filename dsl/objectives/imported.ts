import { Schema } from "effect"
import { defaulted, required } from "../field.ts"
import { defineObjective } from "./family.ts"

/** Pre-trained elsewhere: tasks start from the encoder in a file of `ablate weights import`. */
export const imported = defineObjective({
  kind: "imported",
  doc: "Weights from a file that `ablate weights import` wrote; the encoder must be the file's.",
  implementation: "ablate:weights/imported",
  fields: {
    weights: required(
      Schema.NonEmptyString,
      "The file; `$NAME` is read from the environment. Results depend on its content, not on its path.",
    ),
    content: defaulted(
      Schema.NullOr(Schema.String),
      null,
      "SHA-256 of the file: another content is refused. Filled in when it is null.",
      "read from the file",
    ),
  },
})
