import { randomUUID } from "node:crypto"
import { Deferred, Effect, FileSystem, Schedule, type Scope } from "effect"
import { isKnownGone, ownIdentity } from "../../processes/identity.ts"
import { inStoreWords, type StoreError } from "../storeError.ts"
import type { Claim } from "./claim.ts"
import { leaseFiles, readEarlier, lastClaim } from "./files.ts"
import { claim, isHighest, release } from "./protocol.ts"
import { LeaseWatch, usualTimes } from "./watch.ts"

/** A lease that is held. */
export interface Lease {
  /** Higher than those of all who held it before. */
  readonly number: number
  readonly token: string
  /** Whether nobody has taken it over since. */
  readonly isHeld: Effect.Effect<boolean, StoreError>
  /** Ends when somebody has. */
  readonly lost: Effect.Effect<void>
}

const inWords = inStoreWords("take the lease of a stage", "leases")

/** Whether the holder of a claim has ended, or gave no sign for too long. */
const isOverBy =
  (name: string, watch: LeaseWatch, before: number) =>
  (found: Claim): boolean =>
    (found.holder !== undefined && isKnownGone(found.holder)) ||
    watch.isSilent(name, `${found.token} ${found.sign}`, before)

/**
 * Whether nobody holds a lease, or one who is known to have ended. A holder that cannot be seen from
 * here (another host, another PID namespace) counts as alive.
 */
export const isStageOver = Effect.fnUntraced(
  function* (lease: string) {
    const last = yield* lastClaim(lease)
    if (last === null) return true
    const { holder } = last.claim
    return holder !== undefined && isKnownGone(holder)
  },
  Effect.orElseSucceed(() => false),
)

/** Looks at a lease that another holds, so that its silence is seen. */
export const lookAt = Effect.fnUntraced(function* (path: string, watch: LeaseWatch) {
  const before = watch.now()
  const last = yield* lastClaim(path)
  if (last === null) watch.forget(path)
  else isOverBy(path, watch, before)(last.claim)
})

/**
 * Takes the lease at a path until the scope closes; null while another holds it. A holder that is known
 * to have ended is followed at once; one that may live on (another host, another PID namespace, another
 * boot) when it gave no sign for a minute of our own watching. One that was only stopped finds its
 * claim followed, and its draft gone: it cannot seal.
 */
export const takeLease = Effect.fn("takeLease")(function* (
  path: string,
  watch: LeaseWatch = new LeaseWatch(usualTimes),
): Effect.fn.Return<Lease | null, StoreError, FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const token = randomUUID()
  const files = yield* leaseFiles(path, token, ownIdentity())
  const take = Effect.gen(function* () {
    const before = watch.now()
    const isOver = isOverBy(path, watch, before)
    const earlier = yield* readEarlier(path)
    if (earlier !== null) {
      if (!isOver(earlier)) return null
      // Removes a file alone: a folder that another taker has made meanwhile stays.
      yield* Effect.ignore(fs.remove(path))
    }
    return yield* claim(files, (found) => Effect.sync(() => isOver(found)))
  }).pipe(inWords)
  const number = yield* Effect.acquireRelease(take, (ours) =>
    ours === null
      ? Effect.void
      : Effect.andThen(Effect.ignore(release(files, ours, token)), files.close),
  )
  if (number === null) return null
  watch.forget(path)
  const isHeld = isHighest(files, number, token).pipe(
    // A claim that is taken back at once, because it came too late, is no loss.
    Effect.flatMap((held) =>
      held
        ? Effect.succeed(true)
        : Effect.delay(isHighest(files, number, token), watch.times.lookEvery),
    ),
    inWords,
  )
  const lost = yield* Deferred.make<void>()
  const beat = Effect.gen(function* () {
    yield* files.sign
    if (!(yield* isHeld)) yield* Deferred.succeed(lost, undefined)
  })
  yield* Effect.ignore(beat).pipe(
    Effect.repeat(Schedule.spaced(watch.times.signEvery)),
    Effect.forkScoped,
  )
  return { number, token, isHeld, lost: Deferred.await(lost) }
})
