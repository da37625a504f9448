// A batch system of a test's own: a job is a detached process that waits for one of so many slots, and
// tells what happens as lines of a file. Programs that hand jobs in may come and go.
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Layer, Schedule, Stream } from "effect"
import { Executor, type Order } from "../../../runtime/executors/executor.ts"
import type { JobEnded, JobEvent, JobHandle } from "../../../runtime/executors/job.ts"

export interface BatchOptions {
  /** Folder of the job table. */
  readonly table: string
  readonly slots: number
  readonly workerCommand: readonly [string, ...(readonly string[])]
}

const name = "batch"
const script = join(import.meta.dirname, "job.ts")

const lost = (reason: string): JobEnded => ({
  event: "ended",
  ending: { state: "lost", reason },
  exit: null,
  usage: { peakMemory: null, peakGpuMemory: null },
})

/** One that has ended, and that nobody has asked how, is a zombie. Its command line says less: it is empty at its start too. */
const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

/** Lines of a job's file, each an event. */
const readEvents = (file: string): readonly JobEvent[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line): JobEvent => JSON.parse(line))
    : []

export const batchExecutor = ({
  table,
  slots,
  workerCommand,
}: BatchOptions): Layer.Layer<Executor> => {
  mkdirSync(table, { recursive: true })
  const at = (token: string, file: string) => join(table, token, file)
  const handleOf = (token: string): JobHandle | null => {
    const number = at(token, "number")
    return existsSync(number)
      ? { executor: name, token, number: readFileSync(number, "utf8") }
      : null
  }
  const submit = ({ token, file, log }: Order): JobHandle => {
    mkdirSync(join(table, token))
    const settings = { table, token, slots, workerCommand, file, log }
    writeFileSync(at(token, "job.json"), JSON.stringify(settings))
    const job = spawn(process.execPath, [script, at(token, "job.json")], {
      detached: true,
      stdio: "ignore",
    })
    job.unref()
    const number = String(job.pid)
    writeFileSync(at(token, "number"), number)
    return { executor: name, token, number }
  }
  /** What is new since so many events; the end of a job whose process is gone is its loss. */
  const look = ({ token, number }: JobHandle, seen: number): readonly JobEvent[] => {
    if (number === null) return [lost("there is no such job")]
    const wasAlive = isAlive(Number(number))
    const events = readEvents(at(token, "events"))
    const isOver = events.at(-1)?.event === "ended"
    return wasAlive || isOver ? events.slice(seen) : [lost("its node is gone")]
  }
  const watch = (handle: JobHandle): Stream.Stream<JobEvent> =>
    Stream.suspend(() => {
      let seen = 0
      return Stream.fromEffectSchedule(
        Effect.sync(() => {
          const events = look(handle, seen)
          seen += events.length
          return events
        }),
        Schedule.spaced("20 millis"),
      ).pipe(
        Stream.flatMap((events) => Stream.fromIterable(events)),
        Stream.takeUntil(({ event }) => event === "ended"),
      )
    })
  return Layer.succeed(Executor, {
    name,
    capacity: { slots, devices: [], memory: null },
    outlives: true,
    place: () =>
      Effect.succeed({
        slot: null,
        device: "cpu",
        threads: 1,
        room: null,
        alone: false,
        hasDevice: true,
        cards: 1,
        submit: (order) => Effect.sync(() => submit(order)),
      }),
    find: (token) => Effect.sync(() => handleOf(token)),
    watch,
    stop: (handle) =>
      Effect.suspend(() => {
        if (handle.number === null || !isAlive(Number(handle.number))) return Effect.void
        process.kill(Number(handle.number), "SIGTERM")
        return Effect.ignore(Stream.runDrain(watch(handle)))
      }),
  })
}
