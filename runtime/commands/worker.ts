import { existsSync } from "node:fs"
import { Deferred, Effect, Fiber, FileSystem, type Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { watchGpuMemory } from "../devices/gpuMemory.ts"
import { ordersBeside } from "../executors/onNode/jobOrders.ts"
import { runOrders } from "../executors/onNode/runOrders.ts"
import { jobFiles, readJobRecord } from "../schedule/jobRecord.ts"
import { Store } from "../store/store.ts"
import { codeFaults } from "./codeFaults.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { refusal } from "../faults/refusal.ts"
import { inStore } from "./inStore.ts"

const jobs = Argument.String("job").pipe(
  Argument.withDescription(
    "Key of a stage that a run has handed in and the store knows, or the file of its orders",
  ),
  Argument.atLeast(1),
)

const atOnce = Flag.Int("at-once").pipe(
  Flag.withDescription("Stages at once, where there are several"),
  Flag.withDefault(1),
)

/** The orders of a stage that a run has handed in. */
const ordersOf = Effect.fnUntraced(function* (
  key: string,
  flags: { readonly store: Option.Option<string> },
) {
  const checkpointOf = Effect.map(Store, (found) => found.checkpointOf({ kind: "", key }))
  const checkpoint = yield* inStore(checkpointOf, flags)
  const record = yield* readJobRecord(checkpoint)
  if (record === null)
    return yield* refusal({
      what: `no job is written down for a stage ${key}`,
      expected: "the whole key of a stage that ablate run --on slurm has handed in",
      hint: "ablate status --json shows keys",
    })
  return ordersBeside(jobFiles(checkpoint, record.token).spec).orders
})

/** Ends when the process gets the signal. */
const onSignal = Effect.fnUntraced(function* (signal: "SIGTERM" | "SIGUSR1") {
  const got = yield* Deferred.make<void>()
  const listener = () => void Deferred.doneUnsafe(got, Effect.void)
  yield* Effect.acquireRelease(
    Effect.sync(() => process.on(signal, listener)),
    () => Effect.sync(() => process.off(signal, listener)),
  )
  return Deferred.await(got)
})

/** Runs to its end what an interruption is not to break off: it is told by the signal itself. */
const toItsEnd = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.forkDetach(work), (fiber) =>
    Effect.onInterrupt(Fiber.join(fiber), () => Effect.asVoid(Fiber.await(fiber))),
  )

/**
 * `ablate worker`: does the work of stages that a run elsewhere has handed in, on this machine. SIGUSR1
 * says that the time limit is near; SIGTERM that it must leave.
 */
export const worker = Command.make(
  "worker",
  { jobs, atOnce, store },
  Effect.fn("worker")(function* (flags) {
    const files = yield* Effect.forEach(flags.jobs, (job) =>
      existsSync(job) || job.endsWith(".json") ? Effect.succeed(job) : ordersOf(job, flags),
    )
    const gpuMemoryOf =
      (process.env["CUDA_VISIBLE_DEVICES"] ?? "") !== "" ? yield* watchGpuMemory() : () => null
    const stop = yield* onSignal("SIGTERM")
    const timeUp = yield* onSignal("SIGUSR1")
    const faultsOf = yield* Effect.map(
      FileSystem.FileSystem,
      (fs) => (spec: Parameters<typeof codeFaults>[0]) =>
        Effect.provideService(codeFaults(spec), FileSystem.FileSystem, fs),
    )
    yield* Effect.forEach(
      files,
      (file) => runOrders(file, { stop, timeUp, faultsOf, gpuMemoryOf }),
      { concurrency: flags.atOnce, discard: true },
    ).pipe(toItsEnd)
  }, Effect.scoped),
).pipe(
  Command.withDescription(descriptions.worker),
  Command.withExamples([
    {
      command: "ablate worker 3fa9c01b... --store /shared/ablate",
      description: "On a node: the stage of a key that was handed in",
    },
  ]),
)
