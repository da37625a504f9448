import { createHash } from "node:crypto"
import { join } from "node:path"
import { ByteSize, Effect, FileSystem, Stream } from "effect"
import type { Artifact } from "./artifact.ts"
import { recordName } from "./artifact.ts"
import type { OnDisk } from "./onDisk.ts"

const chunkSize = 1 << 20

/** SHA-256 of a file, in hexadecimal, read in pieces. */
const hashFile = Effect.fnUntraced(function* (path: string): OnDisk<string> {
  const fs = yield* FileSystem.FileSystem
  const hash = createHash("sha256")
  yield* Stream.runForEach(fs.stream(path, { chunkSize }), (chunk) =>
    Effect.sync(() => hash.update(chunk)),
  )
  return hash.digest("hex")
})

/** Files of an artifact's folder, its own record left out, and the folders that hold them. */
const entriesOf = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(folder, { recursive: true })).toSorted()
  return yield* Effect.forEach(
    names.filter((name) => name !== recordName),
    (name) => Effect.map(fs.stat(join(folder, name)), ({ type, size }) => ({ name, type, size })),
  )
})

/** The record of every file below a folder: SHA-256 and size. */
export const recordFiles = Effect.fnUntraced(function* (folder: string): OnDisk<Artifact["files"]> {
  const entries = yield* entriesOf(folder)
  const records = yield* Effect.forEach(
    entries.filter(({ type }) => type === "File"),
    ({ name, size }) =>
      Effect.map(
        hashFile(join(folder, name)),
        (sha256) => [name, { sha256, bytes: ByteSize.toNumberUnsafe(size) }] as const,
      ),
  )
  return Object.fromEntries(records)
})

/** Files below a folder that no record lists. */
export const strayFiles = Effect.fnUntraced(function* (
  folder: string,
  files: Artifact["files"],
): OnDisk<readonly string[]> {
  const entries = yield* entriesOf(folder)
  return entries.flatMap(({ name, type }) => (type === "File" && !(name in files) ? [name] : []))
})

/** Folders below a folder, the innermost first, itself last. */
export const foldersBelow = Effect.fnUntraced(function* (
  folder: string,
): OnDisk<readonly string[]> {
  const entries = yield* entriesOf(folder)
  const inner = entries
    .filter(({ type }) => type === "Directory")
    .map(({ name }) => join(folder, name))
  return [...inner.toReversed(), folder]
})

/** What of the recorded files is not as recorded, in words; sizes first, as they cost nothing. */
export const damagedFiles = Effect.fnUntraced(function* (
  folder: string,
  files: Artifact["files"],
): Effect.fn.Return<
  readonly { readonly file: string; readonly what: string }[],
  never,
  FileSystem.FileSystem
> {
  const fs = yield* FileSystem.FileSystem
  const damage = yield* Effect.forEach(
    Object.entries(files),
    Effect.fnUntraced(
      function* ([name, { sha256, bytes }]) {
        const file = join(folder, name)
        const size = ByteSize.toNumberUnsafe((yield* fs.stat(file)).size)
        if (size !== bytes) return [{ file, what: `${name} has ${size} bytes instead of ${bytes}` }]
        return (yield* hashFile(file)) === sha256
          ? []
          : [{ file, what: `${name} has another content than when it was sealed` }]
      },
      (effect, [name]) =>
        Effect.catch(effect, ({ reason }) =>
          Effect.succeed([
            {
              file: join(folder, name),
              what:
                reason._tag === "NotFound"
                  ? `${name} is lost`
                  : `${name} cannot be read: ${reason.message}`,
            },
          ]),
        ),
    ),
  )
  return damage.flat()
})
