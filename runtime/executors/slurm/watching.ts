import { existsSync, readFileSync } from "node:fs"
import { Effect, Option, Schema, type Scope } from "effect"
import { JobEventJson, type JobEnded, type JobEvent } from "../job.ts"
import { jobEvents, type JobEvents } from "../jobEvents.ts"
import { eventsSince } from "../onNode/eventFile.ts"
import { ordersBeside } from "../onNode/jobOrders.ts"
import type { JobEntry, JobTable } from "./jobTable.ts"
import { endedWith, lookAt, type Seen } from "./look.ts"
import { slurm } from "./programs.ts"
import { accountOf } from "./accounting.ts"
import type { Listed } from "./listed.ts"
import { taskLister } from "./queue.ts"
import { endingBy, standing } from "./states.ts"
import { writeJsonFile } from "../../files/jsonFile.ts"
import type { Spawner } from "../../processes/childOutput.ts"

interface Watched {
  readonly number: string | null
  readonly entry: JobEntry
  readonly files: ReturnType<typeof ordersBeside>
  readonly events: JobEvents
  readonly seen: Seen
  offset: number
  onEnd: readonly (() => void)[]
}

/** How often the files of jobs are read, ms: less often where they are many, for the file system's sake. */
const readEvery = (jobs: number): number => Math.max(500, jobs * 2)

/** The end of a job as a watcher before wrote it down. */
const endedBefore = (file: string): JobEvent | null =>
  existsSync(file)
    ? Option.getOrNull(Schema.decodeOption(JobEventJson)(readFileSync(file, "utf8")))
    : null

/** Follows jobs by their files and by what Slurm says of them, for as long as the scope is open. */
export const watching = Effect.fnUntraced(function* (
  table: JobTable,
  pollEvery: number,
): Effect.fn.Return<
  {
    /** The events of a job: one watch for all who ask. `onEnd` is called once, when it ends. */
    readonly watch: (
      token: string,
      number: string | null,
      entry: JobEntry,
      onEnd?: () => void,
    ) => JobEvents
  },
  never,
  Spawner | Scope.Scope
> {
  const watched = new Map<string, Watched>()
  const listTasks = yield* taskLister

  /** Tells the end of a job, and writes it down where the job did not do so itself. */
  const end = Effect.fnUntraced(function* (token: string, job: Watched, ended: JobEnded) {
    watched.delete(token)
    if (existsSync(job.files.orders))
      yield* Effect.ignore(writeJsonFile(job.files.ended, JobEventJson, ended))
    job.events.add(ended)
    for (const each of job.onEnd) each()
  })
  const tell = Effect.fnUntraced(function* (
    token: string,
    job: Watched,
    events: readonly JobEvent[],
  ) {
    for (const event of events) {
      if (event.event === "ended") return yield* end(token, job, event)
      job.events.add(event)
    }
  })
  /** What a job told since; that it had to leave is kept until Slurm says why. */
  const read = Effect.fnUntraced(function* (token: string, job: Watched) {
    const next = eventsSince(job.files.events, job.offset)
    job.offset = next.offset
    for (const event of next.events) {
      const mayGoOn = event.event === "ended" && event.ending.state === "cancelled"
      if (event.event === "started") job.seen.told = null
      if (mayGoOn) job.seen.told = event
      else yield* tell(token, job, [event])
    }
  })
  const look = Effect.fnUntraced(function* (
    token: string,
    job: Watched,
    tasks: ReadonlyMap<string, Listed>,
  ) {
    const { number, entry, files, seen } = job
    const listed = number === null ? undefined : tasks.get(number)
    const found = lookAt(seen, listed, files.stop)
    if (found !== "over") {
      const isWaiting = listed !== undefined && standing(listed) === "waiting"
      // Nobody wants it any more, but Slurm would keep it.
      if (number !== null && isWaiting && found.some(({ event }) => event === "ended"))
        yield* Effect.ignore(slurm("scancel", [number]))
      return yield* tell(token, job, found)
    }
    const account = number === null ? null : yield* accountOf(number)
    const said = account !== null && standing(account) === "over" ? account : listed
    const ending = said === undefined ? seen.told?.ending : endingBy(said, table.lastLine(entry))
    const unknown = {
      state: "lost",
      reason: `Slurm knows nothing of its job ${number ?? ""}`,
    } as const
    return yield* end(token, job, endedWith(seen.told, ending ?? unknown, account ?? undefined))
  })
  const each = <R>(visit: (token: string, job: Watched) => Effect.Effect<void, never, R>) =>
    Effect.suspend(() =>
      Effect.forEach([...watched], ([token, job]) => visit(token, job), { discard: true }),
    )
  yield* each(read).pipe(
    Effect.andThen(Effect.suspend(() => Effect.sleep(readEvery(watched.size)))),
    Effect.forever,
    Effect.forkScoped,
  )
  const poll = Effect.gen(function* () {
    if (watched.size === 0) return
    // Jobs that were handed in after Slurm was asked are not in its answer.
    const asked = [...watched.keys()]
    const tasks = yield* listTasks
    // After the answer, so that what a job told before its end is known.
    yield* each(read)
    for (const token of asked) {
      const job = watched.get(token)
      if (job !== undefined) yield* look(token, job, tasks)
    }
  })
  yield* poll.pipe(
    // Slurm's controller may be busy or start anew: jobs go on meanwhile, and so do we.
    Effect.ignore,
    Effect.andThen(Effect.sleep(pollEvery)),
    Effect.forever,
    Effect.forkScoped,
  )
  return {
    watch: (token, number, entry, onEnd) => {
      const known = watched.get(token)
      if (known !== undefined) {
        if (onEnd !== undefined) known.onEnd = [...known.onEnd, onEnd]
        return known.events
      }
      const files = ordersBeside(entry.spec)
      const events = jobEvents()
      const before = endedBefore(files.ended)
      if (before !== null) events.add(before)
      else
        watched.set(token, {
          number,
          entry,
          files,
          events,
          seen: { reason: null, told: null, over: 0 },
          offset: 0,
          onEnd: onEnd === undefined ? [] : [onEnd],
        })
      return events
    },
  }
})
