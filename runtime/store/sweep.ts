import { join } from "node:path"
import { Effect, FileSystem, type Scope, Option } from "effect"
import { isKnownGone } from "../processes/identity.ts"
import { draftNamed, type Layout } from "./layout.ts"
import { isDoomed, removeAtOnce, revokeDrafts } from "./drafts.ts"
import { lastClaim } from "./lease/files.ts"
import { takeLease } from "./lease/lease.ts"
import { LeaseWatch } from "./lease/watch.ts"
import { foldersIn, namesIn } from "./names.ts"
import { isRunOver } from "./runsAtWork.ts"
import { isAbandoned, scratchName } from "./scratch.ts"
import type { StoreError } from "./storeError.ts"
import type { OnDisk } from "./onDisk.ts"

/** What was not touched for so long, ms, belongs to a host that is gone. Holders give a sign every few seconds. */
const oldAfter = 60 * 60 * 1000

/**
 * The time of the file system that a folder is on, ms: that of its server, which also dates what
 * others write there, however their own clocks go.
 */
const serverNow = Effect.fnUntraced(function* (folder: string): OnDisk<number> {
  const fs = yield* FileSystem.FileSystem
  const probe = join(folder, scratchName())
  yield* fs.writeFileString(probe, "now")
  const { mtime } = yield* fs.stat(probe)
  yield* fs.remove(probe, { force: true })
  return Option.match(mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
})

/** When something was last written, by the clock of its file system, ms; null where it is gone. */
const touchedAt = Effect.fnUntraced(function* (
  entry: string,
): Effect.fn.Return<number | null, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const info = yield* Effect.option(fs.stat(entry))
  return Option.match(
    Option.flatMap(info, ({ mtime }) => mtime),
    { onNone: () => null, onSome: (date) => date.getTime() },
  )
})

/** Keys of all artifacts. */
const sealedKeys = Effect.fnUntraced(function* ({ artifacts }: Layout) {
  const kinds = yield* foldersIn(artifacts)
  return new Set((yield* Effect.forEach(kinds, (kind) => foldersIn(join(artifacts, kind)))).flat())
})

/** Takes over a lease whose holder has ended or is silent for long, with its drafts, and gives it back. */
const endLease = Effect.fnUntraced(function* (layout: Layout, key: string, now: number) {
  const lease = join(layout.leases, key)
  const last = yield* lastClaim(lease)
  if (last === null) {
    const made = yield* touchedAt(lease)
    if (made !== null && now - made > oldAfter) yield* removeAtOnce(layout, lease)
    return
  }
  const isOld = now - ((yield* touchedAt(last.file)) ?? now) > oldAfter
  const { holder } = last.claim
  if (!isOld && (holder === undefined || !isKnownGone(holder))) return
  const patience = isOld ? 0 : Number.POSITIVE_INFINITY
  const watch = new LeaseWatch({ signEvery: 5000, silentFor: patience, lookEvery: 2000 })
  const taken = yield* takeLease(lease, watch)
  if (taken !== null) yield* revokeDrafts(layout, { kind: "", key }, taken)
}, Effect.scoped)

/**
 * Removes what processes that ended could not: leases and drafts of those that are known to be gone, or
 * gave no sign for an hour by the file system's clock; checkpoints of stages whose artifacts are there.
 */
export const sweep = Effect.fnUntraced(function* (
  layout: Layout,
): OnDisk<void, StoreError, Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const { temporary, checkpoints, leases, runs } = layout
  const now = yield* serverNow(temporary)
  const isOld = Effect.fnUntraced(function* (entry: string) {
    return now - ((yield* touchedAt(entry)) ?? now) > oldAfter
  })
  const held = yield* namesIn(leases)
  yield* Effect.forEach(held, (key) => endLease(layout, key, now), { concurrency: 8 })

  for (const name of yield* namesIn(temporary)) {
    const entry = join(temporary, name)
    const key = draftNamed(name)?.key ?? name.split(".")[0] ?? ""
    const isHeld = (yield* lastClaim(join(leases, key))) !== null
    if (isDoomed(name) || isAbandoned(name) || (!isHeld && (yield* isOld(entry))))
      yield* removeAtOnce(layout, entry)
  }
  const sealed = yield* sealedKeys(layout)
  for (const key of yield* namesIn(checkpoints))
    if (sealed.has(key))
      yield* Effect.ignore(fs.remove(join(checkpoints, key), { recursive: true, force: true }))
  for (const name of yield* namesIn(runs)) {
    const run = join(runs, name)
    if ((yield* isRunOver(run)) || (yield* isOld(run)))
      yield* Effect.ignore(fs.remove(run, { force: true }))
  }
})
