import { join } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"
import { writeDurably } from "./durable.ts"
import { namesIn } from "./names.ts"
import type { OnDisk } from "./onDisk.ts"
import { readJsonFile } from "../files/jsonFile.ts"

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
): OnDisk<readonly Acceptance[]> {
  const names = yield* namesIn(folder)
  const found = yield* Effect.forEach(
    names,
    (name) => readJsonFile(join(folder, name), AcceptanceJson),
    { concurrency: 16 },
  )
  return found.flatMap(Option.toArray)
})

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`)

export const writeAcceptance = Effect.fnUntraced(function* (
  folder: string,
  scratch: string,
  acceptance: Acceptance,
): OnDisk<void> {
  const text = yield* Effect.orDie(Schema.encodeEffect(AcceptanceJson)(acceptance))
  yield* writeDurably(fileOf(folder, acceptance.key), text, scratch)
})

export const removeAcceptance = Effect.fnUntraced(function* (
  folder: string,
  key: string,
): OnDisk<void> {
  const fs = yield* FileSystem.FileSystem
  yield* fs.remove(fileOf(folder, key), { force: true })
})
