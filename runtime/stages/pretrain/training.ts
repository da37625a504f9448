import { Effect, Schema } from "effect"
import { AnyAugmentation } from "../../../dsl/augmentations/family.ts"
import { Count } from "../../../dsl/field.ts"
import { AnyOptimizer } from "../../../dsl/optimizers/family.ts"
import type { Objective } from "../../../dsl/objectives/family.ts"
import { valueAt } from "../../../dsl/replace.ts"
import { precisionOf, precisions } from "../../../dsl/precision.ts"
import { Faulty } from "../../faults/faulty.ts"
import { fault } from "../../../dsl/fault.ts"

/** What every objective that trains says of its training. */
const Training = Schema.Struct({
  epochs: Count,
  batch: Count,
  microBatch: Schema.NullOr(Count),
  crops: Count,
  augment: Schema.Array(AnyAugmentation),
  precision: Schema.Literals(precisions),
  optimizer: AnyOptimizer,
})

/** How an objective trains, from its fields. */
export const trainingOf = (pretraining: Objective) =>
  Schema.decodeUnknownEffect(Training)({
    epochs: valueAt(pretraining, "epochs"),
    batch: valueAt(pretraining, "batch"),
    microBatch: valueAt(pretraining, "microBatch"),
    crops: valueAt(pretraining, "crops"),
    augment: valueAt(pretraining, "augment"),
    optimizer: valueAt(pretraining, "optimizer"),
    precision: precisionOf(pretraining),
  }).pipe(
    Effect.mapError(
      (error) =>
        new Faulty({
          faults: [
            fault({
              what: `${pretraining.kind} does not say how it trains: ${error.message}`,
              where: { field: "pretraining" },
              expected: "the fields epochs, batch, microBatch, crops, augment and optimizer",
              hint: "spread trainingFields into the objective's fields",
            }),
          ],
        }),
    ),
  )
