import { localExecutor } from "../../../runtime/executors/local/localExecutor.ts"
import { executorLaws } from "../laws.ts"

executorLaws("the local executor", ({ slots, workerCommand }) =>
  localExecutor({
    slots,
    workerCommand,
    device: "cpu",
    threadsPerSlot: 1,
    stopWithin: "2 seconds",
  }),
)
