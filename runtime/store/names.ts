import { Effect, FileSystem } from "effect"
import type { OnDisk } from "./onDisk.ts"
import { absent } from "./onDisk.ts"

/** Names in a folder, sorted; none where there is no such folder, or a file in its place. */
export const namesIn = Effect.fnUntraced(function* (folder: string): OnDisk<readonly string[]> {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readDirectory(folder).pipe(
    Effect.map((names) => names.toSorted()),
    absent([]),
    Effect.catchReason("PlatformError", "BadResource", () => Effect.succeed([])),
  )
})

/** Names of the folders in a folder, sorted: what else lies there is nobody's. */
export const foldersIn = Effect.fnUntraced(function* (folder: string): OnDisk<readonly string[]> {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readDirectoryEntries(folder).pipe(
    Effect.map((entries) =>
      entries
        .filter(({ type, name }) => type === "Directory" && !name.startsWith("."))
        .map(({ name }) => name)
        .toSorted(),
    ),
    absent([]),
    Effect.catchReason("PlatformError", "BadResource", () => Effect.succeed([])),
  )
})
