import { Effect, Option } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"

/** The state of the repository that an artifact was made in. */
export interface Commit {
  readonly commit: string
  /** Whether there were changes that were not committed, new files included. */
  readonly dirty: boolean
}

const git = (folder: string, args: readonly string[]) =>
  Effect.flatMap(ChildProcessSpawner.ChildProcessSpawner, (spawner) =>
    spawner.string(
      ChildProcess.make("git", args, { cwd: folder, stdin: "ignore", stderr: "ignore" }),
    ),
  )

/** What tracked files hold that was not committed, as a patch; empty outside a Git repository. */
export const readDiff = (
  folder: string,
): Effect.Effect<string, never, ChildProcessSpawner.ChildProcessSpawner> =>
  Effect.orElseSucceed(git(folder, ["diff", "--binary", "HEAD"]), () => "")

/** The commit that a folder is at; null outside a Git repository and without Git. */
export const readCommit = Effect.fn("readCommit")(function* (
  folder: string,
): Effect.fn.Return<Commit | null, never, ChildProcessSpawner.ChildProcessSpawner> {
  const read = Effect.all({
    head: git(folder, ["rev-parse", "--verify", "HEAD"]),
    changes: git(folder, ["status", "--porcelain"]),
  })
  return Option.match(yield* Effect.option(read), {
    onNone: () => null,
    onSome: ({ head, changes }) =>
      /^[0-9a-f]{40,64}$/.test(head.trim())
        ? { commit: head.trim(), dirty: changes.trim() !== "" }
        : null,
  })
})
