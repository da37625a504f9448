import { fault, type Fault } from "../../dsl/fault.ts"
import { buffersOf, type TaskModel } from "./taskModel.ts"

/** Why micro-batches would change what a segmentation network learns; undefined where they would not. */
const couplingOf = (segmenter: TaskModel): string | undefined =>
  Object.keys(buffersOf(segmenter)).length > 0
    ? "its network normalises over the crops of a batch"
    : undefined

/** Micro-batches that would give other gradients than the batch: batch norm couples its crops. */
export const segmenterBatchFaults = (
  segmenter: TaskModel,
  batch: number,
  microBatch: number | null,
): readonly Fault[] => {
  const why = couplingOf(segmenter)
  if (why === undefined || microBatch === null || microBatch === batch) return []
  return [
    fault({
      what: `micro-batches of ${microBatch} would not give the gradients of a batch of ${batch}: ${why}`,
      where: { field: "microBatch" },
      expected: "null, the whole batch",
      hint: "leave microBatch out and use a smaller batch, or a network with instance norm",
    }),
  ]
}
