import { once } from "node:events"
import { availableParallelism } from "node:os"
import type { Worker } from "node:worker_threads"
import { Effect, Queue, type Scope } from "effect"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import { tensorSteps } from "../data/transforms/augment/tensors/augmentTensors.ts"
import { type DeviceArray, type EngineError, freeMemory } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { packageThread } from "../files/packageThread.ts"
import { cropBatch, type CropBatch, type CropPlan } from "./cropBatch.ts"
import type { CropReply } from "./cropThread.ts"
import { DatasetError } from "../data/faults/datasetError.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { cropsOnDevice } from "./deviceCrops.ts"
import { asViews, type Sample } from "./sampling.ts"

/** Makes the crops of samples in the memory of this process. */
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

/** Samples in so many parts, none longer than the first. */
const parted = (samples: readonly Sample[], parts: number): readonly (readonly Sample[])[] => {
  const size = Math.ceil(samples.length / parts)
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, part) =>
    samples.slice(part * size, (part + 1) * size),
  )
}

const concatenated = (arrays: readonly Float32Array[]): Float32Array<ArrayBuffer> => {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let from = 0
  for (const array of arrays) {
    whole.set(array, from)
    from += array.length
  }
  return whole
}

const joined = (batches: readonly CropBatch[]): CropBatch => {
  const [first] = batches
  if (first !== undefined && batches.length === 1) return first
  return {
    image: concatenated(batches.map(({ image }) => image)),
    truth: concatenated(batches.map(({ truth }) => truth)),
    subjects: batches.flatMap(({ subjects }) => subjects),
  }
}

/**
 * Crops made on a number of worker threads, which live as long as the scope; of a batch as many parts at
 * once. A part is transferred, and copied where there are several. The crops are those of `cropBatch`.
 */
export const cropsOnThreads = Effect.fnUntraced(function* (
  plan: CropPlan,
  threads: number,
  parts = 1,
): Effect.fn.Return<Crops, never, Scope.Scope> {
  const idle = yield* Queue.unbounded<Thread>()
  for (let index = 0; index < threads; index++) yield* Queue.offer(idle, yield* startThread(plan))
  const made = Effect.fnUntraced(function* (samples: readonly Sample[]) {
    const thread = yield* Queue.take(idle)
    // A thread that is asked has to answer before it can be asked again.
    const reply = yield* ask(thread, samples).pipe(
      Effect.ensuring(Queue.offer(idle, thread)),
      Effect.uninterruptible,
    )
    if (reply.state === "made") return reply.batch
    return yield* new DatasetError({ faults: reply.faults })
  })
  return (samples) =>
    Effect.map(Effect.forEach(parted(samples, parts), made, { concurrency: "unbounded" }), joined)
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

/** Crops on threads of their own unless they are small; as many times more threads as devices wait for them. */
const cropsOnHost = Effect.fnUntraced(function* (
  plan: CropPlan,
  crops: number,
  devices: number,
): Effect.fn.Return<Crops, Faulty, Scope.Scope> {
  // It loads the steps first: in a thread, one that does not load would be a bug.
  const here = yield* cropsHere(plan)
  const [depth, height, width] = plan.size
  const channels = plan.volumes[0]?.meta.channels.length ?? 0
  const bytes = 4 * crops * channels * depth * height * width
  if (bytes < smallBatch) return here
  const threads = Math.min(
    devices * threadsOfTraining,
    Math.max(threadsOfTraining, availableParallelism()),
  )
  return yield* cropsOnThreads(plan, threads, devices)
})

/** Crops of a step of training. */
export interface StepCrops {
  /** Of each view, [batch, channel, z, y, x]. */
  readonly images: readonly (Float32Array | DeviceArray)[]
  /** [batch, region, z, y, x], 0 and 1; empty without regions. */
  readonly truth: Float32Array | DeviceArray
  readonly subjects: readonly string[]
  /** To be called after the step. */
  readonly release: () => void
}

/** Makes the crops of the samples of a step. */
type TrainingCrops = (
  samples: readonly Sample[],
) => Effect.Effect<StepCrops, DatasetError | EngineError>

/**
 * Crops of batches for a training, in so many views: made on its device where that is one of XLA's and every step
 * of augmentation is a program of tensors, by this machine's processor otherwise.
 */
export const cropsFor = Effect.fnUntraced(function* (
  plan: CropPlan,
  batch: number,
  views = 1,
): Effect.fn.Return<TrainingCrops, Faulty | EngineError, Scope.Scope | CurrentStage> {
  const { device, log } = yield* CurrentStage
  const { devices = 1 } = device.kind === "xla" ? device : {}
  if (device.kind === "xla") {
    const { steps, without } = tensorSteps(yield* loadSteps(plan.augment))
    const isOne = devices === 1
    if (isOne && without.length === 0) {
      const free = yield* freeMemory("crops", device)
      return yield* cropsOnDevice(plan, steps, batch, views, device, free)
    }
    const why = isOne
      ? `${without.join(", ")}: no program of tensors`
      : "the batch is divided among several devices"
    yield* log(`crops are made by the processor, not by the device: ${why}`)
  }
  const crops = yield* cropsOnHost(plan, batch * views, devices)
  return Effect.fnUntraced(function* (samples) {
    const { image, truth, subjects } = yield* crops(asViews(samples, views))
    const size = image.length / views
    return {
      images: Array.from({ length: views }, (_, view) =>
        image.subarray(view * size, (view + 1) * size),
      ),
      truth,
      subjects: subjects.slice(0, samples.length),
      release: () => undefined,
    }
  })
})
