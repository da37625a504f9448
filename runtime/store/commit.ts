import { Effect, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/** The state of the repository that an artifact was made in. */
export interface Commit {
  readonly commit: string
  /** Whether there were changes that were not committed, new files included. */
  readonly dirty: boolean
}

/** What a user's settings may not change: who owns the folder, what runs besides, how text looks. */
const settings = [
  "safe.directory=*",
  "core.fsmonitor=false",
  "core.quotePath=true",
  "color.ui=false",
  "diff.mnemonicPrefix=false",
  "diff.noprefix=false",
  "diff.relative=false",
  "diff.submodule=short",
  "diff.context=3",
].flatMap((each) => ["-c", each])

/** A patch that `git apply` takes, whatever is set. */
const diffFlags = ["--binary", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"]

const git = (folder: string, args: readonly string[]) =>
  Effect.flatMap(ChildProcessSpawner.ChildProcessSpawner, (spawner) =>
    spawner.string(
      ChildProcess.make("git", [...settings, ...args], {
        cwd: folder,
        // Looking at a repository must not write into it.
        env: { GIT_OPTIONAL_LOCKS: "0" },
        extendEnv: true,
        stdin: "ignore",
        stderr: "ignore",
      }),
    ),
  )

/** What code is written in: data and results (the store may lie here) are no part of a patch. */
const sources = ["*.ts", "*.mts", "*.js", "*.mjs"]

/** Untracked files in a patch at most: more are no part of an experiment's code. */
const mostFiles = 500

/** Source files that Git neither tracks nor ignores, from the repository's root. */
const untracked = Effect.fnUntraced(function* (folder: string) {
  const listed = yield* git(folder, [
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
): Effect.fn.Return<string, never, ChildProcessSpawner.ChildProcessSpawner> {
  const read = Effect.gen(function* () {
    const changes = yield* git(folder, ["diff", ...diffFlags, "HEAD"])
    const root = (yield* git(folder, ["rev-parse", "--show-toplevel"])).trim()
    const added = yield* Effect.forEach(
      yield* untracked(folder),
      (name) => git(root, ["diff", ...diffFlags, "--no-index", "--", "/dev/null", name]),
      { concurrency: 4 },
    )
    return [changes, ...added].join("")
  })
  return yield* Effect.orElseSucceed(read, () => "")
})

/** The commit that a folder is at; null outside a Git repository and without Git. */
export const readCommit = Effect.fn("readCommit")(function* (
  folder: string,
): Effect.fn.Return<Commit | null, never, ChildProcessSpawner.ChildProcessSpawner> {
  const read = Effect.all({
    head: git(folder, ["rev-parse", "--verify", "HEAD"]),
    changes: git(folder, ["status", "--porcelain", "--untracked-files=normal"]),
  })
  return Option.match(yield* Effect.option(read), {
    onNone: () => null,
    onSome: ({ head, changes }) =>
      /^[0-9a-f]{40,64}$/.test(head.trim())
        ? { commit: head.trim(), dirty: changes.trim() !== "" }
        : null,
  })
})
