import { createHash } from "node:crypto"
import { dirname, join, relative, resolve } from "node:path"
import { Effect, FileSystem } from "effect"
import { writeFileAtomically } from "../files/writeFileAtomically.ts"
import type { Checked } from "./planned.ts"

/** Says in a folder which experiment file it is of. */
const record = "source.txt"

/**
 * The folder of a file's report or predictions in the store: NAME, or NAME and six digits of the
 * path's hash where NAME is that of another file of the name. Paths are told from the folder around
 * the store, so that a project may move.
 */
export const ownFolder = Effect.fn("ownFolder")(function* (
  store: string,
  kind: "reports" | "predictions",
  { name, file }: Pick<Checked, "name" | "file">,
): Effect.fn.Return<string, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const source = relative(dirname(resolve(store)), resolve(file))
  const first = join(store, kind, name)
  const recorded = yield* Effect.orElseSucceed(fs.readFileString(join(first, record)), () => "")
  const isOurs = recorded.trim() === "" || recorded.trim() === source
  const hash = createHash("sha256").update(source).digest("hex")
  const folder = isOurs ? first : `${first}-${hash.slice(0, 6)}`
  // A folder that may not be written is told of by what is written there next.
  yield* Effect.ignore(
    Effect.tryPromise(() =>
      writeFileAtomically(join(folder, record), [Buffer.from(`${source}\n`)]),
    ),
  )
  return folder
})
