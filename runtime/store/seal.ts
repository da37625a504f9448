import { Effect, FileSystem, Path, Schema, type PlatformError } from "effect"
import { ArtifactJson, recordName, type Address, type Artifact } from "./artifact.ts"
import { syncPath } from "./durable.ts"
import { foldersBelow, recordFiles } from "./fileRecords.ts"
import type { Layout } from "./layout.ts"

/** An artifact in the making, seen by nobody else. */
export interface Draft {
  readonly address: Address
  /** Holds the two below; removed when the draft is sealed or discarded. */
  readonly root: string
  /** Becomes the artifact's folder. */
  readonly folder: string
  /** Where the worker's orders are written. */
  readonly spec: string
}

/** What the record of an artifact says besides its files. */
export type Provenance = Omit<Artifact, "files">

/**
 * Makes a draft an artifact: its files are hashed and brought to the disk, its record is written, its
 * folder renamed. If another runner was first, its artifact is kept and this one dropped.
 */
export const sealDraft = Effect.fnUntraced(function* (
  layout: Layout,
  { address, root, folder }: Draft,
  provenance: Provenance,
): Effect.fn.Return<string, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const target = layout.artifact(address)
  const files = yield* recordFiles(folder)
  const record = path.join(folder, recordName)
  yield* fs.writeFileString(
    record,
    yield* Effect.orDie(Schema.encodeEffect(ArtifactJson)({ ...provenance, files })),
  )
  yield* Effect.forEach(
    [...Object.keys(files).map((name) => path.join(folder, name)), record],
    syncPath,
  )
  yield* Effect.forEach(yield* foldersBelow(folder), syncPath)
  yield* fs.makeDirectory(path.dirname(target), { recursive: true })
  yield* fs.rename(folder, target).pipe(
    Effect.catch((error) =>
      Effect.flatMap(
        Effect.orElseSucceed(fs.exists(target), () => false),
        (exists) => (exists ? Effect.void : Effect.fail(error)),
      ),
    ),
  )
  yield* syncPath(path.dirname(target))
  yield* Effect.ignore(fs.remove(root, { recursive: true, force: true }))
  yield* Effect.ignore(fs.remove(layout.checkpoint(address), { recursive: true, force: true }))
  return target
})
