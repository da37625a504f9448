import { hostname } from "node:os"
import {
  type Duration,
  Effect,
  Fiber,
  FileSystem,
  Option,
  Ref,
  Result,
  Schema,
  Stream,
  type PlatformError,
  type Scope,
} from "effect"
import { ChildProcess } from "effect/process"
import type { Fault } from "../../../dsl/fault.ts"
import type { JobEnded, JobEvent } from "../job.ts"
import { WorkerLineJson } from "../workerLine.ts"
import { steadyTime } from "../../units/steadyTime.ts"
import { endingOf, systemKills } from "./ending.ts"
import { watchPeakMemory } from "./peakMemory.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** A worker to be started. */
export interface WorkerOrder {
  /** Program and arguments; the path of the orders comes last. */
  readonly command: readonly [string, ...(readonly string[])]
  /** Variables beside the runner's own. */
  readonly environment: Readonly<Record<string, string>>
  readonly spec: string
  readonly log: string
  /** Time a worker has to checkpoint and leave after SIGTERM, before SIGKILL. */
  readonly stopWithin: Duration.Input
  /** Ends when the worker is to stop. */
  readonly stop: Effect.Effect<void>
  /** The most that a process has held of its GPU, bytes; null where that was not seen. */
  readonly gpuMemoryOf: (pid: number) => number | null
  readonly add: (event: JobEvent) => void
  /** Gets the number of the process that was started here. */
  readonly onProcess?: (pid: number) => void
  /** The host on which that process starts the worker. Default: this one. */
  readonly host?: string | undefined
}

/**
 * Runs one worker to its end. Its lines become events, all else goes to the log. When it is to stop,
 * or is interrupted, it gets SIGTERM, and SIGKILL if it has not left in time; nothing of it is left
 * behind.
 */
export const runWorker = Effect.fn("runWorker")(function* (
  order: WorkerOrder,
): Effect.fn.Return<
  JobEnded,
  PlatformError.PlatformError,
  Spawner | FileSystem.FileSystem | Scope.Scope
> {
  const fs = yield* FileSystem.FileSystem
  const [program, ...args] = order.command
  const log = yield* fs.open(order.log, { flag: "a" })
  const encoder = new TextEncoder()
  // A log that cannot be written must not end the work that it is about.
  const toLog = (text: string | Uint8Array) =>
    Effect.ignore(log.writeAll(typeof text === "string" ? encoder.encode(`${text}\n`) : text))

  const killsBefore = yield* systemKills
  const begun = yield* steadyTime
  const stopping = { killSignal: "SIGTERM", forceKillAfter: order.stopWithin } as const
  const worker = yield* ChildProcess.make(program, [...args, order.spec], {
    stdin: "pipe",
    env: order.environment,
    extendEnv: true,
    ...stopping,
  })
  const { pid } = worker
  order.onProcess?.(pid)
  const isHere = order.host === undefined
  order.add({
    event: "started",
    where: { host: order.host ?? hostname(), pid: isHere ? pid : null },
  })
  const peakMemory = isHere ? yield* watchPeakMemory(pid) : Effect.succeed(null)
  const faults = yield* Ref.make<readonly Fault[] | null>(null)
  const said = yield* Ref.make<number | null>(null)
  const asked = yield* Ref.make(false)
  yield* order.stop.pipe(
    Effect.andThen(Ref.set(asked, true)),
    Effect.andThen(Effect.ignore(worker.kill(stopping))),
    Effect.forkScoped,
  )

  const onLine = (text: string) =>
    Option.match(Schema.decodeOption(WorkerLineJson)(text), {
      onNone: () => toLog(text),
      onSome: (line) => {
        if (line.event === "progress")
          return Effect.map(peakMemory, (peak) =>
            order.add({ event: "progress", line, peakMemory: peak }),
          )
        if (line.event === "memory") return Ref.set(said, line.peak)
        if (line.event === "warning")
          return Effect.sync(() => order.add({ event: "warning", text: line.text }))
        return line.event === "log"
          ? toLog(line.text)
          : Effect.andThen(Ref.set(faults, line.fault), toLog(text))
      },
    })
  const output = yield* Effect.all(
    [
      worker.stdout.pipe(Stream.decodeText(), Stream.splitLines, Stream.runForEach(onLine)),
      Stream.runForEach(worker.stderr, toLog),
    ],
    { concurrency: 2, discard: true },
  ).pipe(Effect.ignore, Effect.forkScoped)

  const exit = yield* worker.exitCode.pipe(
    Effect.result,
    // Here and not when the scope closes, so that its output is read while it checkpoints.
    Effect.onInterrupt(() => Effect.ignore(worker.kill(stopping))),
  )
  // A process of the worker's own may hold its output open.
  yield* Fiber.join(output).pipe(Effect.timeoutOption("5 seconds"))
  const ending = yield* endingOf({
    exit,
    faults: yield* Ref.get(faults),
    log: order.log,
    killsBefore,
    isAsked: yield* Ref.get(asked),
  })
  return {
    event: "ended",
    ending,
    exit: Result.isSuccess(exit) ? exit.success : null,
    usage: {
      peakMemory: (yield* Ref.get(said)) ?? (yield* peakMemory),
      peakGpuMemory: order.gpuMemoryOf(pid),
      seconds: ((yield* steadyTime) - begun) / 1000,
    },
  }
})
