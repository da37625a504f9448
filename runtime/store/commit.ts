import { Effect, Schema } from "effect"
import { git } from "./git.ts"
import type { Spawner } from "../processes/childOutput.ts"

/** The state of the repository that an artifact was made in. */
export interface Commit {
  readonly commit: string
  /** Whether there were changes that were not committed, new files included. */
  readonly dirty: boolean
}

/** Why no commit is known, in words. */
class NoCommit extends Schema.TaggedError<NoCommit>()("NoCommit", { why: Schema.String }) {}

/** A patch that `git apply` takes, whatever is set. */
const diffFlags = ["--binary", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"]

/** What Git prints, whatever it ends with: 1 of `diff --no-index` says that something differs. */
const printed = (folder: string, args: readonly string[]) =>
  Effect.map(git(folder, args), ({ stdout }) => stdout)

/** What code is written in: data and results (the store may lie here) are no part of a patch. */
const sources = ["*.ts", "*.mts", "*.js", "*.mjs"]

/** Untracked files in a patch at most: more are no part of an experiment's code. */
const mostFiles = 500

/** Source files that Git neither tracks nor ignores, from the repository's root. */
const untracked = Effect.fnUntraced(function* (folder: string) {
  const listed = yield* printed(folder, [
    "ls-files",
    "--others",
    "--exclude-standard",
    "--full-name",
    "-z",
    "--",
    ...sources.map((pattern) => `:(top)${pattern}`),
  ])
  return listed
    .split("\0")
    .filter((name) => name !== "")
    .slice(0, mostFiles)
})

/**
 * What was not committed, as a patch: changes of tracked files, and source files that are not tracked
 * yet. Empty outside a Git repository.
 */
export const readDiff = Effect.fn("readDiff")(function* (
  folder: string,
): Effect.fn.Return<string, never, Spawner> {
  const read = Effect.gen(function* () {
    const changes = yield* printed(folder, ["diff", ...diffFlags, "HEAD"])
    const root = (yield* printed(folder, ["rev-parse", "--show-toplevel"])).trim()
    const added = yield* Effect.forEach(
      yield* untracked(folder),
      (name) => printed(root, ["diff", ...diffFlags, "--no-index", "--", "/dev/null", name]),
      { concurrency: 4 },
    )
    return [changes, ...added].join("")
  })
  return yield* Effect.orElseSucceed(read, () => "")
})

const whyNot = (complaint: string): string => {
  if (complaint.includes("not a git repository (or any")) return "outside a Git repository"
  const [, words = complaint.trim()] = /^(?:fatal|error): (.+)/m.exec(complaint) ?? []
  return `not known, because Git fails: ${words}`
}

/** The commit that a folder is at, or why none is known. */
export const findCommit = Effect.fn("findCommit")(
  function* (folder: string) {
    const status = yield* git(folder, ["status", "--porcelain", "--untracked-files=normal"])
    if (status.exit !== 0) return yield* new NoCommit({ why: whyNot(status.stderr) })
    const head = yield* git(folder, ["rev-parse", "--verify", "HEAD"])
    if (head.exit !== 0) return yield* new NoCommit({ why: "a Git repository without a commit" })
    return { commit: head.stdout.trim(), dirty: status.stdout.trim() !== "" } satisfies Commit
  },
  Effect.catchTag("PlatformError", ({ reason, message }) => {
    const isMissing = reason._tag === "NotFound"
    const why = isMissing ? "Git is not installed" : `Git fails: ${message}`
    return Effect.fail(new NoCommit({ why: `not known, because ${why}` }))
  }),
)

/** The commit that a folder is at; null where none is known. */
export const readCommit = (folder: string): Effect.Effect<Commit | null, never, Spawner> =>
  Effect.orElseSucceed(findCommit(folder), () => null)
