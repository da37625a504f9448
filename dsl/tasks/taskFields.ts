import { Schema } from "effect"
import { Cohort } from "../cohort.ts"
import { Count, defaulted, required, type Fields, type RequiredField } from "../field.ts"
import { AnyNetwork } from "../networks/family.ts"
import { AnyOptimizer } from "../optimizers/family.ts"
import { precision } from "../precision.ts"

const LabelFraction = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }),
)

/** What every task is trained with. */
export const taskFields = {
  network: required(AnyNetwork, "Network on the encoder."),
  optimizer: required(AnyOptimizer, "Optimiser and schedule."),
  batch: defaulted(Count, 4, "Crops or subjects in a step.", "paper III-C"),
  labelFraction: defaulted(
    LabelFraction,
    1,
    "Share of the training subjects whose labels are used; smaller shares lie inside larger ones (Fig. 11).",
    "all labels",
  ),
  cohort: defaulted(
    Schema.NullOr(Cohort),
    null,
    'Subjects of its own, `{ among, test, seed, overlap: "pretraining" }`: of those whose label or value `among` is known, `test` are tested, the others trained on; null goes by the data set\'s split.',
    "one split for all",
    { before: null },
  ),
  precision,
}

/** Fields with the same schemas, with defaults or without. */
export type FieldsLike<F extends Fields> = {
  readonly [K in keyof F]: RequiredField<F[K]["schema"]>
}
