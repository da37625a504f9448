import { existsSync } from "node:fs"
import { mkdtemp, rm, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import { Effect, Schema } from "effect"
import { git } from "./git.ts"

/** Why a file of a commit cannot be had, in Git's words. */
class NoSuchCommit extends Schema.TaggedError<NoSuchCommit>()("NoSuchCommit", {
  why: Schema.String,
}) {
  override get message(): string {
    return this.why
  }
}

/** A file as it was at a commit, among the files of that commit, in a folder that goes with the scope. */
export interface CheckedOut {
  readonly file: string
  /** Root of the repository, and of its files at the commit. */
  readonly root: string
  readonly folder: string
}

const printed = Effect.fnUntraced(function* (...asked: Parameters<typeof git>) {
  const told = yield* Effect.mapError(
    git(...asked),
    ({ message }) => new NoSuchCommit({ why: message }),
  )
  if (told.exit !== 0) return yield* new NoSuchCommit({ why: told.stderr.trim() })
  return told.stdout.trim()
})

/** The files of a commit of the repository around a file; the repository is left as it is. */
export const checkOut = Effect.fn("checkOut")(function* (path: string, commit: string) {
  const file = resolve(path)
  const root = yield* printed(dirname(file), ["rev-parse", "--show-toplevel"])
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "ablate-commit-"))),
    (made) => Effect.promise(() => rm(made, { recursive: true, force: true })),
  )
  const files = join(folder, "files")
  const environment = { GIT_INDEX_FILE: join(folder, "index") }
  yield* printed(root, ["read-tree", "--end-of-options", `${commit}^{tree}`], environment)
  yield* printed(root, ["checkout-index", "--all", `--prefix=${files}/`], environment)
  // Packages are not of a commit: those that are installed now are taken.
  const packages = join(root, "node_modules")
  if (existsSync(packages) && !existsSync(join(files, "node_modules")))
    yield* Effect.promise(() => symlink(packages, join(files, "node_modules")))
  return { file: join(files, relative(root, file)), root, folder: files } satisfies CheckedOut
})
