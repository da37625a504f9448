import { fault, type Fault } from "../../dsl/fault.ts"
import { buffersOf, type TaskModel } from "./taskModel.ts"

/** Whether a network normalises by batch statistics, of which it keeps running means. */
const hasBatchStatistics = (segmenter: TaskModel): boolean =>
  Object.keys(buffersOf(segmenter)).length > 0

/** Micro-batches that would give other gradients than the batch: those of a network with batch norm. */
export const segmenterBatchFaults = (
  segmenter: TaskModel,
  batch: number,
  microBatch: number | null,
): readonly Fault[] => {
  if (microBatch === null || microBatch === batch || !hasBatchStatistics(segmenter)) return []
  return [
    fault({
      what: `micro-batches of ${microBatch} would not give the gradients of a batch of ${batch}: the network normalises by batch statistics`,
      where: { field: "microBatch" },
      expected: "null, the whole batch",
      hint: "leave microBatch out and use a smaller batch, or a network with instance norm",
    }),
  ]
}
