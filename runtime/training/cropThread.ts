/** The thread that draws, reads and augments crops: it is given a plan, then samples, one request at a time. */
import { parentPort, workerData } from "node:worker_threads"
import { Effect, Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import { cropBatch, type CropBatch, type CropPlan } from "./cropBatch.ts"
import type { Sample } from "./sampling.ts"

/** What a thread answers. */
export type CropReply =
  | { readonly state: "made"; readonly batch: CropBatch }
  | { readonly state: "failed"; readonly faults: readonly Fault[] }

const plan: CropPlan = workerData
const steps = Effect.runPromise(loadSteps(plan.augment))

parentPort?.on("message", (samples: readonly Sample[]) => {
  const made = steps.then((loaded) =>
    Effect.runPromise(Effect.result(cropBatch({ ...plan, samples }, loaded))),
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
