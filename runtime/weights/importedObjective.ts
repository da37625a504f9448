import { Schema } from "effect"
import type { Objective } from "../../dsl/objectives/family.ts"

const Fields = Schema.Struct({
  kind: Schema.Literal("imported"),
  weights: Schema.NonEmptyString,
  content: Schema.NullOr(Schema.String),
})
const isFields = Schema.is(Fields)

/** An objective that takes its encoder from a file. */
export type ImportedObjective = Objective & typeof Fields.Type

export const isImported = (objective: Objective): objective is ImportedObjective =>
  isFields(objective)
