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
import { ChildProcess, type ChildProcessSpawner } from "effect/process"
import type { Fault } from "../../dsl/fault.ts"
import { watchPeakMemory } from "./peakMemory.ts"
import { WorkerLineJson, type ProgressLine } from "./workerLine.ts"

/** How a worker ended. */
export type Ending =
  | { readonly state: "done" }
  /** It said what is wrong. */
  | { readonly state: "failed"; readonly faults: readonly Fault[] }
  /** It died without a word. */
  | { readonly state: "crashed"; readonly reason: string; readonly signal: string | null }

export interface WorkerEnd {
  readonly ending: Ending
  /** Exit code; null after a signal. */
  readonly exit: number | null
  readonly peakMemory: number | null
}

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
  readonly onStart: (pid: number) => Effect.Effect<void>
  /** `peakMemory` is the largest resident memory so far, bytes. */
  readonly onProgress: (progress: ProgressLine, peakMemory: number | null) => Effect.Effect<void>
}

const signalIn = (error: PlatformError.PlatformError): string =>
  /signal: '(\w+)'/.exec(
    error.reason.cause instanceof Error ? error.reason.cause.message : "",
  )?.[1] ?? error.message

const causes: Readonly<Record<string, string>> = {
  SIGKILL: "killed by SIGKILL",
  SIGSEGV: "died of a segmentation fault",
  SIGABRT: "aborted",
}

const endingOf = (
  exit: Result.Result<number, PlatformError.PlatformError>,
  faults: readonly Fault[] | null,
): Ending => {
  if (faults !== null) return { state: "failed", faults }
  if (Result.isFailure(exit)) {
    const signal = signalIn(exit.failure)
    return { state: "crashed", reason: causes[signal] ?? `killed by ${signal}`, signal }
  }
  return exit.success === 0
    ? { state: "done" }
    : {
        state: "crashed",
        reason: `left with exit code ${exit.success} and no word`,
        signal: null,
      }
}

/**
 * Runs one worker to its end. Its lines become progress, all else goes to the log. When interrupted,
 * the worker gets SIGTERM, and SIGKILL if it has not left in time; nothing of it is left behind.
 */
export const runWorker = Effect.fn("runWorker")(function* (
  order: WorkerOrder,
): Effect.fn.Return<
  WorkerEnd,
  PlatformError.PlatformError,
  ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem | Scope.Scope
> {
  const fs = yield* FileSystem.FileSystem
  const [program, ...args] = order.command
  const log = yield* fs.open(order.log, { flag: "a" })
  const encoder = new TextEncoder()
  // A log that cannot be written must not end the work that it is about.
  const toLog = (text: string | Uint8Array) =>
    Effect.ignore(log.writeAll(typeof text === "string" ? encoder.encode(`${text}\n`) : text))

  const stopping = { killSignal: "SIGTERM", forceKillAfter: order.stopWithin } as const
  const worker = yield* ChildProcess.make(program, [...args, order.spec], {
    stdin: "pipe",
    env: order.environment,
    extendEnv: true,
    ...stopping,
  })
  yield* order.onStart(worker.pid)
  const peakMemory = yield* watchPeakMemory(worker.pid)
  const faults = yield* Ref.make<readonly Fault[] | null>(null)
  const said = yield* Ref.make<number | null>(null)

  const onLine = (text: string) =>
    Option.match(Schema.decodeOption(WorkerLineJson)(text), {
      onNone: () => toLog(text),
      onSome: (line) => {
        if (line.event === "progress")
          return Effect.flatMap(peakMemory, (peak) => order.onProgress(line, peak))
        if (line.event === "memory") return Ref.set(said, line.peak)
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
  return {
    ending: endingOf(exit, yield* Ref.get(faults)),
    exit: Result.isSuccess(exit) ? exit.success : null,
    peakMemory: (yield* Ref.get(said)) ?? (yield* peakMemory),
  }
})
