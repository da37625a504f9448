import { Effect, FileSystem, type PlatformError } from "effect"

/** Names in a folder, sorted; none where there is no such folder, or a file in its place. */
export const namesIn = Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<readonly string[], PlatformError.PlatformError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readDirectory(folder).pipe(
    Effect.map((names) => names.toSorted()),
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed([])),
    Effect.catchReason("PlatformError", "BadResource", () => Effect.succeed([])),
  )
})

/** Names of the folders in a folder, sorted: what else lies there is nobody's. */
export const foldersIn = Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<readonly string[], PlatformError.PlatformError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.readDirectoryEntries(folder).pipe(
    Effect.map((entries) =>
      entries
        .filter(({ type, name }) => type === "Directory" && !name.startsWith("."))
        .map(({ name }) => name)
        .toSorted(),
    ),
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed([])),
    Effect.catchReason("PlatformError", "BadResource", () => Effect.succeed([])),
  )
})
