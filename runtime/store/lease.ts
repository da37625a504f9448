import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import { Clock, Effect, FileSystem, Option, Schedule, Schema, type Scope } from "effect"
import { isAlive } from "./alive.ts"
import { inStoreWords, type StoreError } from "./storeError.ts"

const HolderJson = Schema.fromJsonString(
  Schema.Struct({ token: Schema.String, host: Schema.String, pid: Schema.Int }),
)

/** A holder that has not touched its lease for this long is taken for dead, ms. */
const staleAfter = 60_000
const heartbeat = "10 seconds"

/** Why a lease can be taken over, if it can: its process is dead, or silent for too long. */
export const isStale = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { mtime } = yield* fs.stat(path)
  const now = yield* Clock.currentTimeMillis
  const touched = Option.match(mtime, { onNone: () => now, onSome: (date) => date.getTime() })
  if (now - touched > staleAfter) return true
  const holder = yield* Effect.option(
    Effect.flatMap(fs.readFileString(path), Schema.decodeEffect(HolderJson)),
  )
  return Option.exists(holder, ({ host, pid }) => host === hostname() && !isAlive(pid))
})

/**
 * Takes the lease at a path until the scope closes; false if a live process holds it. Two runners on
 * one stage would do the same work twice, nothing worse: the store keeps what is sealed first.
 */
export const takeLease = Effect.fn("takeLease")(function* (
  path: string,
): Effect.fn.Return<boolean, StoreError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const token = randomUUID()
  const text = yield* Effect.orDie(
    Schema.encodeEffect(HolderJson)({ token, host: hostname(), pid: process.pid }),
  )
  const write = fs.writeFileString(path, text, { flag: "wx" }).pipe(
    Effect.as(true),
    Effect.catchReason("PlatformError", "AlreadyExists", () => Effect.succeed(false)),
  )
  // Moved aside under a name of its own, so that of several takers only one removes it.
  const clear = fs
    .rename(path, `${path}.${token}`)
    .pipe(Effect.andThen(fs.remove(`${path}.${token}`, { force: true })), Effect.ignore)
  const take = Effect.gen(function* () {
    if (yield* write) return true
    if (!(yield* Effect.orElseSucceed(isStale(path), () => true))) return false
    yield* clear
    return yield* write
  }).pipe(inStoreWords("take the lease of a stage", path))

  const release = fs.readFileString(path).pipe(
    Effect.flatMap((held) => (held === text ? fs.remove(path, { force: true }) : Effect.void)),
    Effect.ignore,
  )
  const taken = yield* Effect.acquireRelease(take, (isOurs) => (isOurs ? release : Effect.void))
  if (!taken) return false
  const touch = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    fs.utimes(path, new Date(now), new Date(now)),
  )
  yield* Effect.ignore(touch).pipe(Effect.repeat(Schedule.spaced(heartbeat)), Effect.forkScoped)
  return true
})
