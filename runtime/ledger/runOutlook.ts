import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Clock, Effect, FileSystem, Option, Schedule, Schema, type Scope } from "effect"
import { canBeSeen, isKnownGone, ownIdentity, ProcessIdentity } from "../processes/identity.ts"
import { inWords } from "../units/inWords.ts"
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts"

/** How far a run at work is, as it tells all who look into the store. */
const RunOutlook = Schema.Struct({
  /** Name of the experiment file. */
  name: Schema.String,
  host: Schema.String,
  /** Who tells; earlier versions did not say. */
  process: Schema.optionalKey(ProcessIdentity),
  stages: Schema.Int,
  done: Schema.Int,
  /** Seconds until the end, and of the whole run; null where nothing is known. */
  left: Schema.NullOr(Schema.Finite),
  total: Schema.NullOr(Schema.Finite),
  /** Whether something is known of all that is left; else it takes longer. */
  isWhole: Schema.Boolean,
  /** Jobs that wait for a start that is not known. */
  unstarted: Schema.optionalKey(Schema.Int),
  /** ms since 1970, by the run's clock. */
  written: Schema.Finite,
})
export type RunOutlook = typeof RunOutlook.Type

const RunOutlookJson = Schema.fromJsonString(RunOutlook)

const every = 5000
/** A run that has not written for so long is not heard of, by our clock, ms. */
const silentAfter = 60_000
/** Where nobody here can see whether a run has ended, so long: clocks of hosts differ, ms. */
const goneAfter = 60 * 60_000

/** Whether a run has ended without taking back what it told; `now` in ms. */
const isGone = ({ process, written }: RunOutlook, now: number): boolean =>
  process !== undefined && canBeSeen(process)
    ? isKnownGone(process)
    : Math.abs(now - written) >= goneAfter

const folderIn = (root: string): string => join(root, "outlook")

/** What is told in a folder, by file; what cannot be read is left out. */
const readAll = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), () => [])
  const files = names.map((name) => join(folder, name))
  const found = yield* Effect.forEach(files, (file) =>
    Effect.map(
      readJsonFile(file, RunOutlookJson),
      Option.map((told) => ({ file, told })),
    ),
  )
  return found.flatMap(Option.toArray)
})

/** Tells how far a run is, every few seconds until the scope closes. */
export const tellOutlook = Effect.fnUntraced(function* (
  root: string,
  look: Effect.Effect<Omit<RunOutlook, "host" | "process" | "written">>,
): Effect.fn.Return<void, never, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const file = join(folderIn(root), `${randomUUID()}.json`)
  const remove = (path: string) => Effect.ignore(fs.remove(path, { force: true }))
  const own = ownIdentity()
  const begun = yield* Clock.currentTimeMillis
  for (const { file: left, told } of yield* readAll(folderIn(root)))
    if (isGone(told, begun)) yield* remove(left)
  yield* Effect.addFinalizer(() => remove(file))
  yield* Effect.gen(function* () {
    const written = yield* Clock.currentTimeMillis
    const told = { ...(yield* look), host: own.host, process: own, written }
    yield* writeJsonFile(file, RunOutlookJson, told)
  }).pipe(
    // The work must not be lost for a word about it.
    Effect.ignore,
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped,
  )
})

/** What runs at work tell of themselves. */
export const readOutlooks = Effect.fnUntraced(function* (
  root: string,
): Effect.fn.Return<readonly RunOutlook[], never, FileSystem.FileSystem> {
  const now = yield* Clock.currentTimeMillis
  const found = yield* readAll(folderIn(root))
  return found.flatMap(({ told }) => (isGone(told, now) ? [] : [told]))
})

/** The time left of a run in words; empty where nothing is known of it. */
export const timeLeft = ({
  left,
  total,
  isWhole,
  unstarted = 0,
}: Pick<RunOutlook, "left" | "total" | "isWhole" | "unstarted">): string => {
  const word = isWhole ? "about" : "at least"
  if (unstarted === 0)
    return left === null || total === null
      ? ""
      : `${word} ${inWords(left)} left of ${inWords(total)}`
  const waits = `${unstarted === 1 ? "1 job waits" : `${unstarted} jobs wait`} for a start that is not known`
  return left === null ? waits : `${word} ${inWords(left)} of work left, and ${waits}`
}

/** A line about a run at work; `now` in ms. */
export const outlookLine = (run: RunOutlook, now: number): string => {
  const { name, host, stages, done, left, written } = run
  // More than that is a clock that is off, or a run that may be gone.
  const since = Math.min(every, Math.max(0, now - written))
  const rest = left === null ? null : Math.max(0, left - since / 1000)
  const time = timeLeft({ ...run, left: rest }) || "time left not known yet"
  const heard =
    Math.abs(now - written) < silentAfter
      ? ""
      : `, as it said at ${new Date(written).toISOString()} by its clock`
  return `run of ${name} on ${host}: ${done} of ${stages} stages, ${time}${heard}`
}
