import { type Duration, Effect, Deferred, Fiber, FileSystem, Layer, Schema, Stream } from "effect"
import type { SlotGpu } from "../../devices/deviceSlots.ts"
import { Executor, ExecutorError, type Order, type Place } from "../executor.ts"
import type { JobEnded, JobHandle } from "../job.ts"
import { jobEvents, type JobEvents } from "../jobEvents.ts"
import { WorkerSpecJson } from "../workerSpec.ts"
import { killedAtExit } from "./killedAtExit.ts"
import { limited } from "./limited.ts"
import { runWorker, type WorkerOrder } from "./runWorker.ts"
import { makeSlots, type HeldSlot } from "./slots.ts"
import { fault } from "../../../dsl/fault.ts"
import { endedWithoutWork } from "../job.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** How processes of this machine do the work. */
export interface LocalOptions {
  /** Workers at once. */
  readonly slots: number
  /** Bytes that workers may take together. Default: they are not counted. */
  readonly memory?: number | undefined
  /** Names of the slots' devices, to be shown. Default: none. */
  readonly devices?: readonly string[]
  /** The GPU of a slot, from 0; null without one. Default: none has any. */
  readonly gpuOf?: (slot: number) => SlotGpu | null
  /** Program and arguments of a worker, such as `["node", "runtime/executors/local/worker.ts"]`. */
  readonly workerCommand: WorkerOrder["command"]
  readonly device: string
  readonly threadsPerSlot: number
  /** What a worker that has these slots gets in its environment beside the runner's. Default: nothing. */
  readonly environmentOf?: (slots: readonly number[]) => Readonly<Record<string, string>>
  /** The most that a process has held of its GPU, bytes; null where that is not seen. Default: of none. */
  readonly gpuMemoryOf?: WorkerOrder["gpuMemoryOf"]
  /** The other host that slots are of, and the program and arguments that start a worker there. Default: of this. */
  readonly elsewhere?: (slots: readonly number[]) => {
    readonly host: string
    readonly by: readonly string[]
  }
  /** Time a worker has to checkpoint and leave when it is stopped. Default: 20 seconds. */
  readonly stopWithin?: Duration.Input
}

const name = "local"

interface Job {
  readonly events: JobEvents
  readonly stop: Effect.Effect<void>
}

const unknown = endedWithoutWork({
  state: "lost",
  reason: "the program that ran it is gone, and it with that program",
})

const notStarted = (
  { spec }: Order,
  command: readonly string[],
  { message }: { readonly message: string },
): JobEnded =>
  endedWithoutWork({
    state: "failed",
    faults: [
      fault({
        what: `${spec.label}: its worker does not start: ${message}`,
        expected: `a program: ${command.join(" ")}`,
      }),
    ],
  })

const notWritten = (file: string, { message }: { readonly message: string }): ExecutorError =>
  new ExecutorError({
    faults: [fault({ what: `cannot write a worker's orders: ${message}`, where: { file } })],
  })

/**
 * Does stages in processes of this machine, each in a slot: a worker gets SIGTERM where it is to stop,
 * and dies with this process. Where the scope of the layer closes, all of them are stopped.
 */
export const localExecutor = (
  options: LocalOptions,
): Layer.Layer<Executor, never, Spawner | FileSystem.FileSystem> =>
  Layer.effect(
    Executor,
    Effect.gen(function* () {
      const { device, threadsPerSlot: threads, devices = [], memory = null } = options
      const fs = yield* FileSystem.FileSystem
      const context = yield* Effect.context<Spawner | FileSystem.FileSystem>()
      const scope = yield* Effect.scope
      const slots = makeSlots(options.slots, memory, options.gpuOf)
      const jobs = new Map<string, Job>()
      const alive = yield* killedAtExit

      const submit = Effect.fnUntraced(function* (
        { slots: own, room, leave }: HeldSlot,
        order: Order,
      ): Effect.fn.Return<JobHandle, ExecutorError> {
        const { token, spec, file, log } = order
        const text = yield* Effect.orDie(Schema.encodeEffect(WorkerSpecJson)(spec))
        yield* fs
          .writeFileString(file, text)
          .pipe(Effect.mapError((error) => notWritten(file, error)))
        const events = jobEvents()
        const stop = yield* Deferred.make<void>()
        // An accelerator maps its own memory into the process.
        const limit = device === "cpu" ? room : null
        const place = options.elsewhere?.(own)
        const [program, ...args] = limited(options.workerCommand, limit, spec.threads)
        const [first = program, ...rest] = [...(place?.by ?? []), program, ...args]
        const command = [first, ...rest] as const
        let pid: number | null = null
        const fiber = yield* runWorker({
          command,
          host: place?.host,
          environment: options.environmentOf?.(own) ?? {},
          spec: file,
          log,
          stopWithin: options.stopWithin ?? "20 seconds",
          stop: Deferred.await(stop),
          gpuMemoryOf: options.gpuMemoryOf ?? (() => null),
          onProcess: (started) => alive.add((pid = started)),
          add: events.add,
        }).pipe(
          Effect.scoped,
          Effect.ensuring(Effect.sync(() => alive.delete(pid))),
          Effect.catch((error) => Effect.succeed(notStarted(order, command, error))),
          Effect.ensuring(leave),
          Effect.tap((ended) => Effect.sync(() => events.add(ended))),
          Effect.provideContext(context),
          Effect.forkIn(scope),
        )
        jobs.set(token, {
          events,
          stop: Effect.andThen(
            Deferred.succeed(stop, undefined),
            Effect.asVoid(Fiber.await(fiber)),
          ),
        })
        return { executor: name, token, number: null }
      })

      return {
        name,
        capacity: { slots: options.slots, devices, memory },
        outlives: false,
        place: (needs) =>
          Effect.map(slots.take(needs), (held): Place => {
            const { slots: own, room, alone, hasDevice } = held
            return {
              slot: own[0],
              device,
              threads: threads * own.length,
              cards: own.length,
              room,
              alone,
              hasDevice,
              submit: (order) => submit(held, order),
            }
          }),
        find: (token) =>
          Effect.succeed(jobs.has(token) ? { executor: name, token, number: null } : null),
        watch: ({ token }) => jobs.get(token)?.events.watch ?? Stream.make(unknown),
        stop: ({ token }) => jobs.get(token)?.stop ?? Effect.void,
      }
    }),
  )
