import { join } from "node:path"
import { Effect, FileSystem, PlatformError } from "effect"
import { causeInWords } from "../files/cause.ts"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import { scratchName } from "./scratch.ts"
import type { OnDisk } from "./onDisk.ts"

/** Brings a file or the entries of a folder to the disk. */
export const syncPath = Effect.fnUntraced(function* (path: string): OnDisk<void> {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.scoped(Effect.flatMap(fs.open(path, { flag: "r" }), (file) => file.sync))
})

/**
 * Writes a text whole or not at all, by way of a file in `scratch` that tells which process writes. An
 * interruption waits for it: a write that went on would come after what is written next.
 */
export const writeDurably = Effect.fnUntraced(function* (
  path: string,
  text: string,
  scratch: string,
): OnDisk<void> {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(scratch, { recursive: true })
  yield* Effect.tryPromise({
    try: () => writeFileAtomically(path, [Buffer.from(text)], join(scratch, scratchName())),
    catch: (cause) =>
      PlatformError.systemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "writeFile",
        pathOrDescriptor: path,
        description: causeInWords(cause),
        cause,
      }),
  })
}, Effect.uninterruptible)
