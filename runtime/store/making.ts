import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Effect, FileSystem, Result, Schedule, type Scope } from "effect"
import { removeAcceptance } from "./accepted.ts"
import type { Address } from "./artifact.ts"
import { removeAtOnce, revokeDrafts } from "./drafts.ts"
import type { Layout } from "./layout.ts"
import { lookAt, takeLease, type Lease } from "./lease/lease.ts"
import { LeaseWatch, usualTimes, type LeaseTimes } from "./lease/watch.ts"
import type { Reading } from "./reading.ts"
import { namesIn } from "./names.ts"
import { keysInUse } from "./runsAtWork.ts"
import { sealDraft, type Draft, type Provenance } from "./seal.ts"
import { DraftLost, storeError, type StoreError } from "./storeError.ts"
import { absent } from "./onDisk.ts"

/** How artifacts come and go: each by the holder of its stage's lease. */
export const makeMaking = Effect.fnUntraced(function* (
  layout: Layout,
  { context, within, accepted, placeOf, verify, verified }: Reading,
  times: LeaseTimes = usualTimes,
) {
  const fs = yield* FileSystem.FileSystem
  const watch = new LeaseWatch(times)
  /** Leases that this process holds, by key. */
  const held = new Map<string, Lease>()
  const inContext = <A, E>(effect: Effect.Effect<A, E, FileSystem.FileSystem>) =>
    Effect.provideContext(effect, context)

  // Others' leases are looked at also while no stage is waiting for them here.
  yield* Effect.suspend(() =>
    Effect.forEach(watch.names(), (name) => Effect.ignore(lookAt(name, watch)), { discard: true }),
  ).pipe(
    Effect.repeat({ schedule: Schedule.spaced(times.lookEvery) }),
    inContext,
    Effect.forkScoped,
  )

  const lease = Effect.fn("Store.lease")(function* (
    address: Address,
  ): Effect.fn.Return<Lease | null, StoreError, Scope.Scope> {
    const file = layout.lease(address)
    const taken = yield* takeLease(file, watch).pipe(Effect.provideContext(context))
    if (taken === null) return null
    yield* Effect.acquireRelease(
      Effect.sync(() => held.set(address.key, taken)),
      () => Effect.sync(() => held.delete(address.key)),
    )
    yield* revokeDrafts(layout, address, taken).pipe(within("take the lease of a stage", file))
    return taken
  })

  /** A draft goes with the lease that this process holds; a draft without a lease is nobody else's. */
  const begin = Effect.fn("Store.begin")(function* (
    address: Address,
  ): Effect.fn.Return<Draft, StoreError | DraftLost> {
    const ours = held.get(address.key)
    if (ours !== undefined && !(yield* ours.isHeld))
      return yield* DraftLost.of(address, layout.lease(address), "its lease was taken over")
    const root = layout.draft(address, ours ?? { number: 0, token: randomUUID() })
    const folder = join(root, "artifact")
    const marker = join(root, "held")
    const made = join(root, "made.json")
    yield* fs
      .remove(root, { recursive: true, force: true })
      .pipe(
        Effect.andThen(fs.makeDirectory(folder, { recursive: true })),
        Effect.andThen(fs.writeFileString(marker, "")),
        within("make a folder for an artifact", root),
      )
    return { address, root, folder, marker, made }
  })

  /** A stage that has an artifact of its own needs no other one. */
  const forget = (key: string) =>
    accepted.delete(key)
      ? removeAcceptance(layout.accepted, key).pipe(
          within("remove what was accepted", layout.accepted),
        )
      : Effect.void

  const seal = Effect.fn("Store.seal")(function* (
    draft: Draft,
    provenance: Provenance,
  ): Effect.fn.Return<string, StoreError | DraftLost> {
    const { address } = draft
    const ours = held.get(address.key)
    if (ours !== undefined && !(yield* ours.isHeld))
      return yield* DraftLost.of(address, draft.folder, "its lease was taken over")
    const sealed = yield* sealDraft(layout, draft, provenance).pipe(
      Effect.catchTag("PlatformError", (error) =>
        Effect.fail(storeError("seal an artifact", layout.artifact(address), error)),
      ),
      inContext,
    )
    verified.set(address.key, Effect.succeed(sealed))
    yield* forget(address.key)
    return sealed
  })

  const discard = (draft: Draft) => Effect.ignore(removeAtOnce(layout, draft.root)).pipe(inContext)

  /** Moves an artifact that is corrupt still; null if there is none, or a whole one, by now. */
  const moveAside = Effect.fnUntraced(function* (address: Address) {
    const found = yield* Effect.result(verify(address))
    if (Result.isSuccess(found)) return null
    if (found.failure._tag === "StoreError") return yield* found.failure
    const name = `${address.kind}-${address.key}`
    const { corrupt } = layout
    const names = yield* namesIn(corrupt).pipe(within("list what was set aside", corrupt))
    const earlier = names.filter((each) => each.startsWith(name)).length
    const target = join(corrupt, `${name}-${earlier + 1}`)
    return yield* fs
      .makeDirectory(corrupt, { recursive: true })
      .pipe(
        Effect.andThen(fs.rename(layout.artifact(address), target)),
        Effect.as(target),
        absent(null),
        within("set a corrupt artifact aside", layout.artifact(address)),
      )
  })

  const setAside = Effect.fn("Store.setAside")(function* (asked: Address) {
    verified.delete(asked.key)
    const address = yield* placeOf(asked)
    if (held.has(address.key)) return yield* moveAside(address)
    return yield* Effect.scoped(
      Effect.flatMap(lease(address), (ours) =>
        ours === null ? Effect.succeed(null) : moveAside(address),
      ),
    )
  })

  /** Moved first, and back if a run that counts on it has begun: what is half removed is no artifact. */
  const remove = Effect.fn("Store.remove")(function* (address: Address) {
    verified.delete(address.key)
    const place = layout.artifact(address)
    const doomed = join(layout.temporary, `removing.${randomUUID()}`)
    const gone = Effect.gen(function* () {
      yield* fs.makeDirectory(layout.temporary, { recursive: true })
      const moved = yield* fs.rename(place, doomed).pipe(Effect.as(true), absent(false))
      if (moved && (yield* keysInUse(layout)).has(address.key)) {
        yield* fs.rename(doomed, place)
        return false
      }
      yield* fs.remove(doomed, { recursive: true, force: true })
      yield* fs.remove(layout.checkpoint(address), { recursive: true, force: true })
      return true
    })
    const isGone = yield* gone.pipe(within("remove an artifact", place))
    if (isGone)
      for (const { key, of } of accepted.values()) if (of === address.key) yield* forget(key)
    return isGone
  })

  return { lease, begin, seal, discard, setAside, remove }
})
