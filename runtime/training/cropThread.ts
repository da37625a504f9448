/** The thread that draws, reads and augments crops: it is given a plan, then samples, one request at a time. */
import { parentPort, workerData } from "node:worker_threads"
import { Effect, Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { DatasetError } from "../data/faults/datasetError.ts"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import { defectFaults } from "../faults/defectFaults.ts"
import { guardParts } from "../faults/guardParts.ts"
import { cropBatch, type CropBatch, type CropPlan } from "./cropBatch.ts"
import type { Sample } from "./sampling.ts"

/** What a thread answers. */
export type CropReply =
  | { readonly state: "made"; readonly batch: CropBatch }
  | { readonly state: "failed"; readonly faults: readonly Fault[] }

guardParts()
const plan: CropPlan = workerData
const steps = Effect.runPromise(loadSteps(plan.augment))

parentPort?.on("message", (samples: readonly Sample[]) => {
  const made = steps.then((loaded) =>
    Effect.runPromise(
      cropBatch({ ...plan, samples }, loaded).pipe(
        Effect.catchDefect((thrown) =>
          Effect.fail(new DatasetError({ faults: defectFaults(thrown) })),
        ),
        Effect.result,
      ),
    ),
  )
  void made.then((result) => {
    const reply: CropReply = Result.isSuccess(result)
      ? { state: "made", batch: result.success }
      : { state: "failed", faults: result.failure.faults }
    const arrays = reply.state === "made" ? [reply.batch.image, reply.batch.truth] : []
    parentPort?.postMessage(
      reply,
      arrays.map(({ buffer }) => buffer),
    )
  })
})
