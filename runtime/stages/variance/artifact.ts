import { Schema } from "effect"

/** `variance.json`: estimates of Var(X_t), one for each ratio that was asked for, in their order. */
export const VarianceFile = Schema.Struct({
  subjects: Schema.Int,
  estimates: Schema.Array(
    Schema.Struct({
      ratio: Schema.Finite,
      variance: Schema.Finite,
      standardError: Schema.Finite,
    }),
  ),
})
export type VarianceFile = typeof VarianceFile.Type
