import { createHash } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { basename } from "node:path"
import { Effect, Option, Schema } from "effect"
import type { DatasetError } from "../faults/datasetError.ts"
import { working } from "../faults/fileWork.ts"
import { sha256Of } from "../../files/sha256.ts"
import type { SubjectIndex } from "./subject.ts"
import { filesReadFor } from "../formats/filesRead.ts"
import { writeFileAtomically } from "../../files/writeFileAtomically.ts"

/** What was hashed, and the state of the file then. */
const CacheEntry = Schema.Struct({
  size: Schema.Number,
  mtimeMs: Schema.Number,
  /** Of the last change of any kind: no program sets it back. */
  ctimeMs: Schema.Number,
  sha256: Schema.String,
})
const Cache = Schema.fromJsonString(Schema.Record(Schema.String, CacheEntry))
type Cache = typeof Cache.Type

const CONCURRENT_FILES = 2

const describe = (path: string, cache: Cache) =>
  working(path, async (signal) => {
    const { size, mtimeMs, ctimeMs } = await stat(path)
    const known = cache[path]
    if (known?.size === size && known.mtimeMs === mtimeMs && known.ctimeMs === ctimeMs) return known
    return { size, mtimeMs, ctimeMs, sha256: await sha256Of(path, signal) }
  })

/** A cache that is missing or damaged costs time, never a wrong result: it counts as empty. */
const readCache = (path: string): Effect.Effect<Cache> =>
  Effect.tryPromise(() => readFile(path, "utf8")).pipe(
    Effect.flatMap(Schema.decodeEffect(Cache)),
    Effect.option,
    Effect.map(Option.getOrElse(() => ({}))),
  )

/**
 * SHA-256 (hex) of a data set: of each subject its id, its patient, and name, size and content of its
 * files, those included that an image's header names or that lie beside it as its other half. Not of the root, so a copy elsewhere has the same fingerprint. With `cacheFile`, a file of
 * unchanged size and times is not read again.
 */
export const fingerprint = Effect.fn("fingerprint")(function* (
  { modalities, subjects }: SubjectIndex,
  cacheFile?: string,
): Effect.fn.Return<string, DatasetError> {
  const cache = cacheFile === undefined ? {} : yield* readCache(cacheFile)
  const next: Record<string, typeof CacheEntry.Type> = { ...cache }
  const images = subjects.flatMap(({ id, patient, images, label }) =>
    [...modalities.map((name) => [name, images[name]] as const), ["label", label] as const].flatMap(
      ([role, path]) => (path === undefined ? [] : [{ id, patient, role, path }]),
    ),
  )
  const files = yield* Effect.forEach(
    images,
    ({ path, ...of }) =>
      working(path, async () => (await filesReadFor(path)).map((each) => ({ ...of, path: each }))),
    { concurrency: 16 },
  )
  const lines = yield* Effect.forEach(
    files.flat(),
    Effect.fnUntraced(function* ({ id, patient, role, path }) {
      const entry = yield* describe(path, cache)
      next[path] = entry
      return JSON.stringify([id, patient, role, basename(path), entry.size, entry.sha256])
    }),
    { concurrency: CONCURRENT_FILES },
  )
  // A cache that cannot be written costs time, never a result.
  if (cacheFile !== undefined)
    yield* Effect.ignore(
      Effect.tryPromise(() => writeFileAtomically(cacheFile, [Buffer.from(JSON.stringify(next))])),
    )
  return createHash("sha256").update(lines.join("\n")).digest("hex")
})
