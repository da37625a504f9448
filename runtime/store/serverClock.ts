import { randomUUID } from "node:crypto"
import { Effect, FileSystem, Option, Path, type PlatformError } from "effect"

/**
 * The time of the file system that a folder is on, ms: that of its server, which also dates what
 * others write there, however their own clocks go.
 */
export const serverNow = Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<number, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const probe = path.join(folder, `now.${randomUUID()}`)
  yield* fs.writeFileString(probe, "now")
  const { mtime } = yield* fs.stat(probe)
  yield* fs.remove(probe, { force: true })
  return Option.match(mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
})

/** When something was last written, by the clock of its file system, ms; null where it is gone. */
export const touchedAt = Effect.fnUntraced(function* (
  entry: string,
): Effect.fn.Return<number | null, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const info = yield* Effect.option(fs.stat(entry))
  return Option.match(
    Option.flatMap(info, ({ mtime }) => mtime),
    { onNone: () => null, onSome: (date) => date.getTime() },
  )
})
