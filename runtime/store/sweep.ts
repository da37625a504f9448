import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { isAlive } from "./alive.ts"
import { makerOf, type Layout } from "./layout.ts"
import { isStale } from "./lease.ts"

/** Keys of all artifacts. */
const sealedKeys = Effect.fnUntraced(function* ({ artifacts }: Layout) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const kinds = yield* fs.readDirectory(artifacts)
  const keys = yield* Effect.forEach(kinds, (kind) => fs.readDirectory(path.join(artifacts, kind)))
  return new Set(keys.flat())
})

/**
 * Removes what a killed process could not: folders that dead processes of this machine were making,
 * checkpoints and leases of stages whose artifacts are there.
 */
export const sweep = Effect.fnUntraced(function* (
  layout: Layout,
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { temporary, checkpoints, leases } = layout
  const remove = (entry: string) =>
    Effect.ignore(fs.remove(entry, { recursive: true, force: true }))

  for (const name of yield* fs.readDirectory(temporary)) {
    const maker = makerOf(name)
    if (maker !== undefined && maker !== process.pid && !isAlive(maker))
      yield* remove(path.join(temporary, name))
  }
  const sealed = yield* sealedKeys(layout)
  for (const key of yield* fs.readDirectory(checkpoints))
    if (sealed.has(key)) yield* remove(path.join(checkpoints, key))
  for (const name of yield* fs.readDirectory(leases)) {
    const lease = path.join(leases, name)
    const isDead = Effect.orElseSucceed(isStale(lease), () => false)
    if (sealed.has(name) && (yield* isDead)) yield* remove(lease)
  }
})
