import { once } from "node:events"
import type { Worker } from "node:worker_threads"
import { Effect, type Scope } from "effect"
import { packageThread } from "../../../files/packageThread.ts"
import { blocksOf, type Plan } from "./blocks.ts"
import type { SystemLibrary } from "./systemLibrary.ts"

/** Does the blocks of one step. */
export type Blocks = () => Promise<void>

const startThread = (plan: Plan, thread: number): Effect.Effect<Worker, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() =>
      packageThread(new URL("./thread.ts", import.meta.url), {
        workerData: { plan, thread },
        // V8 maps half a gigabyte for code otherwise, which counts where memory is limited.
        resourceLimits: { codeRangeSizeMb: 64, maxYoungGenerationSizeMb: 4 },
      }),
    ),
    (worker) => Effect.promise(() => worker.terminate()),
  )

/** An error of a thread rejects. */
const asked = async (worker: Worker): Promise<void> => {
  const done = once(worker, "message")
  worker.postMessage(null, [])
  await done
}

/** Below so many elements in all, waking threads takes longer than the update. */
const few = 2 ** 19

/** Threads for the blocks of a plan, which live as long as the scope; none for a small one. */
export const startThreads = Effect.fnUntraced(function* (
  system: SystemLibrary,
  plan: Plan,
  threads: number,
): Effect.fn.Return<Blocks, never, Scope.Scope> {
  const size = plan.tasks.reduce((sum, task) => sum + task.size, 0)
  if (size < few) {
    const blocks = blocksOf(system, plan, 0)
    return async () => blocks()
  }
  const workers: Worker[] = []
  for (let thread = 0; thread < threads; thread++) workers.push(yield* startThread(plan, thread))
  return async () => void (await Promise.all(workers.map(asked)))
})
