import { Effect, FileSystem, Option, Schema } from "effect"
import { writeDurably } from "./durable.ts"
import type { Layout } from "./layout.ts"
import { StoreError } from "./storeError.ts"
import { fault } from "../../dsl/fault.ts"
import type { OnDisk } from "./onDisk.ts"
import { absent } from "./onDisk.ts"

/** The layout that this version writes. 1: before `store.json`, leases were single files. */
const format = 2

/** The oldest layout that is still read. */
const oldest = 1

/** Who may use a store: its owner alone, or the group of its folder too. */
export type Access = "owner" | "group"

const StoreFile = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Int,
    access: Schema.optionalKey(Schema.Literals(["owner", "group"])),
  }),
)
type StoreFile = typeof StoreFile.Type

const refused = (file: string, what: string, expected: string, hint: string) =>
  new StoreError({ reason: "other", faults: [fault({ what, where: { file }, expected, hint })] })

/** What a store says of itself; a store without such a file is of the first format. */
export const readFormat = Effect.fnUntraced(function* ({
  format: file,
}: Layout): OnDisk<StoreFile, StoreError> {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(file).pipe(absent(null))
  if (text === null) return { format: oldest }
  const found = Schema.decodeOption(StoreFile)(text)
  const readable = `a store of format ${oldest} to ${format}`
  if (Option.isNone(found))
    return yield* refused(
      file,
      "this file does not say which format the store has",
      `{"format":${format}}`,
      "write that into it, if the store was made by this version of ablate",
    )
  if (found.value.format > format)
    return yield* refused(
      file,
      `this store was made by a newer ablate: its format is ${found.value.format}`,
      readable,
      "update ablate, or name another store: --store FOLDER",
    )
  if (found.value.format < oldest)
    return yield* refused(
      file,
      `this store was made by an ablate that is too old: its format is ${found.value.format}`,
      readable,
      "name another store: --store FOLDER",
    )
  return found.value
})

/** Writes the format of this version into a store, unless it is there. */
export const writeFormat = Effect.fnUntraced(function* (
  layout: Layout,
  found: StoreFile,
  access: Access | undefined,
) {
  const next: StoreFile = {
    format,
    ...(access === undefined
      ? found.access === undefined
        ? {}
        : { access: found.access }
      : { access }),
  }
  if (found.format !== format || found.access !== next.access)
    yield* writeDurably(layout.format, Schema.encodeSync(StoreFile)(next), layout.temporary)
  return next.access ?? "owner"
})
