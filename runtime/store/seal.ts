import { dirname, join } from "node:path"
import { Effect, FileSystem, Schema } from "effect"
import { recordName, type Address, type Artifact } from "./artifact.ts"
import { syncPath } from "./durable.ts"
import { removeAtOnce } from "./drafts.ts"
import { foldersBelow, recordFiles } from "./fileRecords.ts"
import type { Layout } from "./layout.ts"
import { recordText } from "./recordText.ts"
import { DraftLost } from "./storeError.ts"
import type { OnDisk } from "./onDisk.ts"
import { absent } from "./onDisk.ts"

/** An artifact in the making, seen by nobody else. */
export interface Draft {
  readonly address: Address
  /** Holds those below; removed when the draft is sealed or discarded. */
  readonly root: string
  /** Becomes the artifact's folder. */
  readonly folder: string
  /** File that is there as long as nobody else has taken the draft. */
  readonly marker: string
  /** Where the worker writes which files it made (`Made`). */
  readonly made: string
}

/** What the record of an artifact says besides its files. */
export type Provenance = Omit<Artifact, "files">

/** Bytes of each file that a stage says it has made, by path below the artifact's folder. */
const Made = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Int))

/** What a stage made and the draft lacks, in words. */
const lacking = Effect.fnUntraced(function* (draft: Draft, files: Artifact["files"]) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(draft.made).pipe(absent(null))
  // A body from elsewhere need not say.
  if (text === null) return []
  const made = yield* Effect.orDie(Schema.decodeEffect(Made)(text))
  return Object.entries(made).flatMap(([name, bytes]) => {
    const found = files[name]?.bytes
    if (found === bytes) return []
    return [found === undefined ? `${name} is lost` : `${name} has ${found} bytes of ${bytes}`]
  })
})

/**
 * Makes a draft an artifact: its files are compared with what the stage says that it made, hashed and
 * brought to the disk, its record is written, its folder renamed. If another runner was first, its
 * artifact is kept and this one dropped. A draft that another has taken away cannot be sealed, whatever
 * the worker has written to its place since.
 */
export const sealDraft = Effect.fnUntraced(function* (
  layout: Layout,
  draft: Draft,
  provenance: Provenance,
): OnDisk<string, DraftLost> {
  const { address, root, folder, marker } = draft
  const fs = yield* FileSystem.FileSystem
  const target = layout.artifact(address)
  const isOurs = fs.exists(marker)
  const lost = (why: string) => DraftLost.of(address, folder, why)
  if (!(yield* isOurs)) return yield* lost("it was taken away")
  const files = yield* recordFiles(folder)
  const missing = yield* lacking(draft, files)
  if (missing.length > 0)
    return yield* lost(
      `it lacks ${missing.length} files that the stage made: ${missing.slice(0, 3).join(", ")}`,
    )
  const record = join(folder, recordName)
  yield* fs.writeFileString(record, recordText({ ...provenance, files }))
  yield* Effect.forEach([...Object.keys(files).map((name) => join(folder, name)), record], syncPath)
  yield* Effect.forEach(yield* foldersBelow(folder), syncPath)
  if (!(yield* isOurs)) return yield* lost("it was taken away")
  yield* fs.makeDirectory(dirname(target), { recursive: true })
  const place = fs.rename(folder, target)
  yield* place.pipe(
    Effect.catch((error) =>
      Effect.gen(function* () {
        if (!(yield* Effect.orElseSucceed(fs.exists(target), () => false)))
          return yield* Effect.fail(error)
        if (yield* fs.exists(join(target, recordName))) return
        // What is there lost its record: it is no artifact.
        yield* removeAtOnce(layout, target)
        yield* place
      }),
    ),
    Effect.catchReason("PlatformError", "NotFound", () => lost("it was taken away")),
  )
  yield* syncPath(dirname(target))
  yield* Effect.ignore(fs.remove(root, { recursive: true, force: true }))
  yield* Effect.ignore(fs.remove(layout.checkpoint(address), { recursive: true, force: true }))
  return target
})
