import { Effect, FileSystem, Option, Path, Schema, type PlatformError } from "effect"
import { writeDurably } from "./durable.ts"
import { namesIn } from "./names.ts"

/**
 * A result that is kept across an edit of the code, because a user declared the edit harmless: the
 * stage of `key` is taken as done, its artifact is that of `of`.
 */
export const Acceptance = Schema.Struct({
  kind: Schema.String,
  key: Schema.String,
  label: Schema.String,
  /** Key of the artifact that stands for it. */
  of: Schema.String,
  /** Hashes of the code by place: what the stage asks for, and what made the artifact. */
  code: Schema.Record(Schema.String, Schema.String),
  codeOfArtifact: Schema.Record(Schema.String, Schema.String),
  /** Commit that the edit was accepted at; null outside a repository. */
  commit: Schema.NullOr(Schema.String),
  dirty: Schema.NullOr(Schema.Boolean),
  /** ISO 8601. */
  accepted: Schema.String,
  host: Schema.String,
})
export type Acceptance = typeof Acceptance.Type

const AcceptanceJson = Schema.fromJsonString(Acceptance)

/** Every acceptance in a folder; a file that is damaged counts as none. */
export const readAcceptances = Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<
  readonly Acceptance[],
  PlatformError.PlatformError,
  FileSystem.FileSystem | Path.Path
> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const names = yield* namesIn(folder)
  const found = yield* Effect.forEach(
    names,
    (name) =>
      Effect.option(
        Effect.flatMap(
          fs.readFileString(path.join(folder, name)),
          Schema.decodeEffect(AcceptanceJson),
        ),
      ),
    { concurrency: 16 },
  )
  return found.flatMap(Option.toArray)
})

const fileOf = (path: Path.Path, folder: string, key: string): string =>
  path.join(folder, `${key}.json`)

export const writeAcceptance = Effect.fnUntraced(function* (
  folder: string,
  scratch: string,
  acceptance: Acceptance,
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const path = yield* Path.Path
  const text = yield* Effect.orDie(Schema.encodeEffect(AcceptanceJson)(acceptance))
  yield* writeDurably(fileOf(path, folder, acceptance.key), text, scratch)
})

export const removeAcceptance = Effect.fnUntraced(function* (
  folder: string,
  key: string,
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path> {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.remove(fileOf(path, folder, key), { force: true })
})
