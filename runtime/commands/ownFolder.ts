import { hash, randomUUID } from "node:crypto"
import { constants, copyFile, link, rm } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { Effect, FileSystem } from "effect"
import type { Faulty } from "../faults/faulty.ts"
import { codeOf } from "../files/cause.ts"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import { outFolder } from "./outFiles.ts"
import type { Checked } from "./planned.ts"
import { refusal } from "../faults/refusal.ts"

/** Says in a folder which experiment file it is of. */
const record = "source.txt"

/** Whose a folder is, as a path from the folder around it; "" where that is not written down. */
const readRecord = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.orElseSucceed(fs.readFileString(join(folder, record)), () => "")
  return text.trim()
})

/**
 * Writes down whose a folder is, where nobody has: of two that do so at once one is first, and its record
 * appears whole. A folder that may not be written is told of by what is written there next.
 */
const writeRecord = (folder: string, source: string) =>
  Effect.ignore(
    Effect.tryPromise(async () => {
      const draft = join(folder, `.${randomUUID()}`)
      await writeFileAtomically(draft, [Buffer.from(`${source}\n`)])
      const place = join(folder, record)
      await link(draft, place)
        .catch((cause: unknown) =>
          // Some file systems have no links.
          codeOf(cause) === "EEXIST" ? undefined : copyFile(draft, place, constants.COPYFILE_EXCL),
        )
        .finally(() => rm(draft))
    }),
  )

/** A folder that the user has named, for what is made of a file; that of another file is refused. */
export const takeFolder = Effect.fn("takeFolder")(function* (
  folder: string,
  { file }: Pick<Checked, "file">,
): Effect.fn.Return<string, Faulty, FileSystem.FileSystem> {
  const source = relative(dirname(resolve(folder)), resolve(file))
  yield* outFolder(folder)
  yield* writeRecord(folder, source)
  const recorded = yield* readRecord(folder)
  if (recorded !== "" && recorded !== source)
    return yield* refusal({
      what: `this folder has what was made of another file, ${recorded}`,
      where: { file: folder },
      expected: "a folder of its own for each experiment file",
      hint: "give another folder: --out FOLDER",
    })
  return folder
})

type Kind = "reports" | "predictions"
type Named = Pick<Checked, "name" | "file">

/** Whose folders in the store are told from the folder around it, so that a project may move. */
const sourceIn = (store: string, file: string): string =>
  relative(dirname(resolve(store)), resolve(file))

/**
 * The folder of a file's report or predictions in the store, as it is now: NAME, or NAME and six digits of
 * the path's hash where NAME is that of another file of the name. Nothing is written.
 */
export const findFolder = Effect.fn("findFolder")(function* (
  store: string,
  kind: Kind,
  { name, file }: Named,
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const source = sourceIn(store, file)
  const first = join(store, kind, name)
  const recorded = yield* readRecord(first)
  if (recorded === "" || recorded === source) return first
  return `${first}-${hash("sha256", source).slice(0, 6)}`
})

/** The same folder, which is the file's from now on. */
export const ownFolder = Effect.fn("ownFolder")(function* (
  store: string,
  kind: Kind,
  named: Named,
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const source = sourceIn(store, named.file)
  yield* writeRecord(join(store, kind, named.name), source)
  const folder = yield* findFolder(store, kind, named)
  yield* writeRecord(folder, source)
  return folder
})
