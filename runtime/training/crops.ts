import { once } from "node:events"
import type { Worker } from "node:worker_threads"
import { Effect, Queue, type Scope } from "effect"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import type { Faulty } from "../faults/faulty.ts"
import { packageThread } from "../files/packageThread.ts"
import { cropBatch, type CropBatch, type CropPlan } from "./cropBatch.ts"
import type { CropReply } from "./cropThread.ts"
import { DatasetError } from "../data/faults/datasetError.ts"
import type { Sample } from "./sampling.ts"

/** Makes the crops of samples. */
export type Crops = (samples: readonly Sample[]) => Effect.Effect<CropBatch, DatasetError>

interface Thread {
  readonly worker: Worker
  /** Aborted when the thread has ended. */
  readonly ended: AbortSignal
}

const startThread = (plan: CropPlan): Effect.Effect<Thread, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const end = new AbortController()
      const worker = packageThread(new URL("./cropThread.ts", import.meta.url), {
        workerData: plan,
        // V8 maps half a gigabyte for code otherwise, which counts where memory is limited.
        resourceLimits: { codeRangeSizeMb: 64 },
      })
      worker.once("exit", () => end.abort())
      return { worker, ended: end.signal }
    }),
    ({ worker }) => Effect.promise(() => worker.terminate()),
  )

/** A thread that dies is a bug: then this dies too. */
const ask = ({ worker, ended }: Thread, samples: readonly Sample[]): Effect.Effect<CropReply> =>
  Effect.promise(async () => {
    const replies: Promise<CropReply[]> = once(worker, "message", { signal: ended })
    worker.postMessage(samples, [])
    const [reply] = await replies
    if (reply === undefined) throw new Error("the thread that makes crops has answered nothing")
    return reply
  })

/**
 * Crops made on a number of worker threads, which live as long as the scope. A batch is transferred,
 * not copied. The crops are those of `cropBatch`.
 */
export const cropsOnThreads = Effect.fnUntraced(function* (
  plan: CropPlan,
  threads: number,
): Effect.fn.Return<Crops, never, Scope.Scope> {
  const idle = yield* Queue.unbounded<Thread>()
  for (let index = 0; index < threads; index++) yield* Queue.offer(idle, yield* startThread(plan))
  return Effect.fnUntraced(function* (samples) {
    const thread = yield* Queue.take(idle)
    // A thread that is asked has to answer before it can be asked again.
    const reply = yield* ask(thread, samples).pipe(
      Effect.ensuring(Queue.offer(idle, thread)),
      Effect.uninterruptible,
    )
    if (reply.state === "made") return reply.batch
    return yield* new DatasetError({ faults: reply.faults })
  })
})

/** Crops made on the caller's thread. */
export const cropsHere = (plan: CropPlan): Effect.Effect<Crops, Faulty> =>
  Effect.map(
    loadSteps(plan.augment),
    (steps): Crops =>
      (samples) =>
        cropBatch({ ...plan, samples }, steps),
  )

/**
 * Two keep ahead of a step of 100 ms: a batch of two crops of 96^3 in four modalities takes 40 to 370
 * ms of a thread, most of it flips along x.
 */
const threadsOfTraining = 2

/** Bytes of a batch below which making it takes less than handing it over is worth. */
const smallBatch = 2 ** 20

/** Crops of batches for a training, on threads of their own unless they are small. */
export const cropsFor = Effect.fnUntraced(function* (
  plan: CropPlan,
  batch: number,
): Effect.fn.Return<Crops, Faulty, Scope.Scope> {
  // It loads the steps first: in a thread, one that does not load would be a bug.
  const here = yield* cropsHere(plan)
  const [depth, height, width] = plan.size
  const channels = plan.volumes[0]?.meta.channels.length ?? 0
  const bytes = 4 * batch * channels * depth * height * width
  return bytes < smallBatch ? here : yield* cropsOnThreads(plan, threadsOfTraining)
})
