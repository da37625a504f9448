import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { Effect, FileSystem, Option } from "effect"
import type { OnDisk } from "./onDisk.ts"

/**
 * The time of the file system that a folder is on, ms: that of its server, which also dates what
 * others write there, however their own clocks go.
 */
export const serverNow = Effect.fnUntraced(function* (folder: string): OnDisk<number> {
  const fs = yield* FileSystem.FileSystem
  const probe = join(folder, `now.${randomUUID()}`)
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
