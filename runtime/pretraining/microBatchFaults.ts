import { fault, type Fault } from "../../dsl/fault.ts"
import type { ObjectiveModel } from "./contract.ts"

/** Micro-batches of an objective whose model does not say that its losses are means over crops. */
export const microBatchFaults = (
  kind: string,
  { separable = false }: Pick<ObjectiveModel, "separable">,
  batch: number,
  microBatch: number | null,
): readonly Fault[] =>
  separable || microBatch === null || microBatch === batch
    ? []
    : [
        fault({
          what: `${kind} does not say that its losses are means over crops: micro-batches might change them`,
          where: { field: "pretraining.microBatch" },
          expected: "null, or an objective whose model says separable: true",
          hint: "leave microBatch out and use a smaller batch; where the losses are such means, say separable: true",
        }),
      ]
