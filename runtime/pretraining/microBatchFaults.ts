import type { Fault } from "../../dsl/fault.ts"
import type { ObjectiveModel } from "./contract.ts"

/** Why an objective cannot be trained by micro-batches: its model does not say that it may. */
export const microBatchFaults = (
  kind: string,
  { perCrop = false }: Pick<ObjectiveModel, "perCrop">,
  batch: number,
  microBatch: number | null,
): readonly Fault[] =>
  perCrop || microBatch === null || microBatch === batch
    ? []
    : [
        {
          what: `${kind} does not say that its losses are means over crops: micro-batches might change them`,
          where: { field: "pretraining.microBatch" },
          expected: "null, or an objective whose model says perCrop: true",
          mend: "leave microBatch out and use a smaller batch; where the losses are such means, say perCrop: true",
        },
      ]
