import { Schema } from "effect"
import { TableMapping } from "./brats2023.ts"

/**
 * A number per subject, such as an age, from a table of the user's: `id` and `column` are column heads.
 * `missing` are the cell texts of subjects whose number is not
 * known, "" that of an empty cell or of no row at all; where it is left out, every subject has a number.
 * `otherRows` and `via` are those of tables of classes.
 */
export const ValueTable = Schema.Struct({
  csv: Schema.NonEmptyString,
  id: Schema.NonEmptyString,
  column: Schema.NonEmptyString,
  missing: Schema.optionalKey(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
  otherRows: Schema.optionalKey(Schema.Literals(["fault", "ignore"])),
  via: Schema.optionalKey(TableMapping),
})
export type ValueTable = typeof ValueTable.Type
