import { Effect, FileSystem, Path, type PlatformError } from "effect"
import { scratchName } from "./scratch.ts"

/** Brings a file or the entries of a folder to the disk. */
export const syncPath = Effect.fnUntraced(function* (
  path: string,
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.scoped(Effect.flatMap(fs.open(path, { flag: "r" }), (file) => file.sync))
})

/**
 * Writes a text so that a reader sees all of it or none: a temporary file, fsync, rename, fsync of the
 * folder. The temporary file lies in `scratch`, on the same file system.
 */
export const writeDurably = Effect.fnUntraced(function* (
  path: string,
  text: string,
  scratch: string,
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const temporary = paths.join(scratch, scratchName())
  yield* Effect.forEach([scratch, paths.dirname(path)], (folder) =>
    fs.makeDirectory(folder, { recursive: true }),
  )
  yield* fs.writeFileString(temporary, text).pipe(
    Effect.andThen(syncPath(temporary)),
    Effect.andThen(fs.rename(temporary, path)),
    Effect.onError(() => Effect.ignore(fs.remove(temporary, { force: true }))),
  )
  yield* syncPath(paths.dirname(path))
})
