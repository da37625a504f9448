import { Effect, FileSystem, Result, type PlatformError } from "effect"
import type { Fault } from "../../../dsl/fault.ts"
import { type Exhausted, exhaustedIn } from "../../faults/exhausted.ts"
import type { Ending } from "../job.ts"

/** How many processes Linux has killed because memory ran out, since it started; null elsewhere. */
export const systemKills = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString("/proc/vmstat"), () => "")
  const [, count] = /^oom_kill (\d+)$/m.exec(text) ?? []
  return count === undefined ? null : Number(count)
})

const signalIn = (error: PlatformError.PlatformError): string =>
  /signal: '(\w+)'/.exec(
    error.reason.cause instanceof Error ? error.reason.cause.message : "",
  )?.[1] ?? error.message

const causes: Readonly<Record<string, string>> = {
  SIGKILL: "killed by SIGKILL",
  SIGSEGV: "died of a segmentation fault",
  SIGABRT: "aborted",
}

/** What is known of a process that is over. */
export interface ProcessEnd {
  /** Exit code, or the error that names a signal. */
  readonly exit: Result.Result<number, PlatformError.PlatformError>
  /** What it said to be wrong; null if it said nothing. */
  readonly faults: readonly Fault[] | null
  readonly log: string
  /** `systemKills` when it began. */
  readonly killsBefore: number | null
  /** Whether it was asked to stop. */
  readonly isAsked: boolean
}

const outOfMemoryBy = (text: string): Ending | null => {
  const of = exhaustedIn(text)
  return of === null ? null : { state: "outOfMemory", of, text }
}

/** As much of a log as the last words of a process take. */
const tailLength = 64 * 1024

/** The last line of a log that says that memory ran out, if there is one. */
const exhaustedInLog = Effect.fnUntraced(function* (
  file: string,
): Effect.fn.Return<
  { readonly text: string; readonly of: Exhausted } | null,
  never,
  FileSystem.FileSystem
> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(file), () => "")
  const lines = text.slice(-tailLength).split("\n")
  const said = lines.findLast((line) => exhaustedIn(line) !== null)
  const of = exhaustedIn(said ?? "")
  return said === undefined || of === null ? null : { text: said.trim(), of }
})

/** The ending of a process that left without a word. */
const crash = Effect.fnUntraced(function* (
  { log, killsBefore }: ProcessEnd,
  reason: string,
  signal: string | null,
): Effect.fn.Return<Ending, never, FileSystem.FileSystem> {
  if (signal === "SIGKILL") {
    const kills = yield* systemKills
    return kills !== null && killsBefore !== null && kills > killsBefore
      ? { state: "outOfMemory", of: "machine", text: "killed by the system, out of memory" }
      : { state: "crashed", reason }
  }
  const said = yield* exhaustedInLog(log)
  return said === null
    ? { state: "crashed", reason }
    : { state: "outOfMemory", of: said.of, text: `${reason}: ${said.text}` }
})

/**
 * How a worker ended. Whether memory ran out is told by its own words, by the last lines of its log if
 * it died, or because the system killed a process for that while it ran.
 */
export const endingOf = (end: ProcessEnd): Effect.Effect<Ending, never, FileSystem.FileSystem> => {
  const { exit, faults, isAsked } = end
  if (faults !== null) {
    const text = faults.map(({ what }) => what.replaceAll(/\s+/g, " ").trim()).join("; ")
    return Effect.succeed(outOfMemoryBy(text) ?? { state: "failed", faults })
  }
  if (Result.isSuccess(exit) && exit.success === 0) return Effect.succeed({ state: "done" })
  if (isAsked) return Effect.succeed({ state: "cancelled", reason: "it was asked to stop" })
  if (Result.isSuccess(exit))
    return crash(end, `left with exit code ${exit.success} and no word`, null)
  const signal = signalIn(exit.failure)
  return crash(end, causes[signal] ?? `killed by ${signal}`, signal)
}
