import { existsSync } from "node:fs"
import { Deferred, Effect, FileSystem, Option, Schema, type PlatformError } from "effect"
import { type Fault } from "../../../dsl/fault.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { limited } from "../local/limited.ts"
import { runWorker } from "../local/runWorker.ts"
import { WorkerSpecJson, type WorkerSpec } from "../workerSpec.ts"
import { addEvent, eventsIn } from "./eventFile.ts"
import { takeOver } from "./holder.ts"
import { JobOrdersJson, ordersBeside, type JobOrders } from "./jobOrders.ts"
import { refusal } from "../../faults/refusal.ts"
import { endedWithoutWork } from "../job.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** What a job on a node has to do with its surroundings. */
export interface NodeOptions {
  /** Ends when the machine wants it gone. */
  readonly stop: Effect.Effect<void>
  /** Ends when its time limit is near. */
  readonly timeUp: Effect.Effect<void>
  /** What is wrong with this machine for a stage, such as other code than was planned. */
  readonly faultsOf: (spec: WorkerSpec) => Effect.Effect<readonly Fault[]>
  readonly gpuMemoryOf: (pid: number) => number | null
}

/** How often it is looked whether a job is to stop. */
const lookEvery = "1 second"

const appears = (file: string): Effect.Effect<void> =>
  Effect.suspend(() => (existsSync(file) ? Effect.void : Effect.delay(appears(file), lookEvery)))

const gone = (file: string): Faulty =>
  refusal({
    what: "there are no orders for this job: the run that handed it in has given it up",
    where: { file },
    hint: "nothing is to be done; scancel ends jobs that still wait",
  })

const reading = <A>(file: string, schema: Schema.Codec<A, string>) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(file)).pipe(
    Effect.flatMap(Schema.decodeEffect(schema)),
    Effect.mapError(() => gone(file)),
  )

/** Whether a job came to its end in an earlier start: one that had to leave did not. */
const isOver = (events: string): boolean => {
  const last = eventsIn(events).at(-1)
  return last?.event === "ended" && !["cancelled", "timedOut"].includes(last.ending.state)
}

/** What a start before this one left half made is removed; its checkpoint is kept. */
const emptied = Effect.fnUntraced(function* (out: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.remove(out, { recursive: true, force: true })
  yield* fs.makeDirectory(out, { recursive: true })
})

const workOf = Effect.fnUntraced(function* (
  { log, command, environment, memory, threads, stopWithin, spec: file }: JobOrders,
  options: NodeOptions,
) {
  const { events, holder, stop } = ordersBeside(file)
  const replaced = yield* takeOver(holder)
  const causes = yield* Deferred.make<"stop" | "timeUp" | "replaced">()
  const watch = (cause: "stop" | "timeUp" | "replaced", until: Effect.Effect<void>) =>
    Effect.forkScoped(Effect.andThen(until, Deferred.succeed(causes, cause)))
  yield* watch("replaced", replaced)
  yield* watch("stop", Effect.raceFirst(options.stop, appears(stop)))
  yield* watch("timeUp", options.timeUp)
  const ended = yield* runWorker({
    command: limited(command, memory, threads),
    environment,
    spec: file,
    log,
    stopWithin,
    stop: Effect.asVoid(Deferred.await(causes)),
    gpuMemoryOf: options.gpuMemoryOf,
    add: (event) => addEvent(events, event),
  })
  const cause = Option.getOrUndefined(yield* Deferred.poll(causes))
  const why = cause === undefined ? undefined : yield* cause
  // Whoever took over tells what becomes of it.
  if (why === "replaced") return
  const isTimeUp = why === "timeUp" && ended.ending.state === "cancelled"
  addEvent(
    events,
    isTimeUp
      ? { ...ended, ending: { state: "timedOut", reason: "its time limit was near" } }
      : ended,
  )
})

/**
 * Runs the job of an orders file on this machine to its end, and tells what happens in the file of its
 * events. One that came to its end in an earlier start is not run again.
 */
export const runOrders = Effect.fn("runOrders")(function* (
  file: string,
  options: NodeOptions,
): Effect.fn.Return<void, Faulty | PlatformError.PlatformError, FileSystem.FileSystem | Spawner> {
  const orders = yield* reading(file, JobOrdersJson)
  const spec = yield* reading(orders.spec, WorkerSpecJson)
  const { events, stop } = ordersBeside(orders.spec)
  if (isOver(events)) return
  if (existsSync(stop))
    return addEvent(
      events,
      endedWithoutWork({ state: "cancelled", reason: "it was asked to stop" }),
    )
  const faults = yield* options.faultsOf(spec)
  if (faults.length > 0) return addEvent(events, endedWithoutWork({ state: "failed", faults }))
  yield* emptied(spec.out)
  yield* Effect.scoped(workOf(orders, options))
})
