import { Effect, Option } from "effect"
import type { ExecutorError } from "../executor.ts"
import type { Listed } from "./listed.ts"
import { isPassing, slurm } from "./programs.ts"
import { tasksInJson } from "./queueJson.ts"
import type { Spawner } from "../../processes/childOutput.ts"

type Listing = Effect.Effect<ReadonlyMap<string, Listed>, ExecutorError, Spawner>

const uid = process.getuid?.() ?? 0

const ofUser = ["--states=all", `--user=${uid}`]

const inText = (text: string): ReadonlyMap<string, Listed> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [number = "", state = "", reason = "", start = ""] = line.split("|")
        const told = /^\d+$/.test(start) ? { start: Number(start) * 1000 } : {}
        return [number, { state, reason, ...told }] as const
      }),
  )

/** By a format that every version of squeue prints alike. */
export const listInText: Listing = Effect.map(
  slurm("squeue", ["--noheader", "--array", ...ofUser, "--format=%i|%T|%r|%S"], {
    SLURM_TIME_FORMAT: "%s",
  }),
  inText,
)

/** By JSON; null where this squeue has none, or none that is known here. */
export const listInJson: Effect.Effect<ReadonlyMap<string, Listed> | null, ExecutorError, Spawner> =
  slurm("squeue", ["--json", ...ofUser]).pipe(
    Effect.map((text) => Option.getOrNull(tasksInJson(text, uid))),
    Effect.catch((error) => (isPassing(error) ? Effect.fail(error) : Effect.succeed(null))),
  )

/** The version of which `slurm 22.05.8` tells heeds --user with --json; before, all users' jobs are printed. */
const heedsUser = (version: string): boolean => {
  const [, year = 0, month = 0] = /(\d+)\.(\d+)/.exec(version) ?? []
  return Number(year) * 100 + Number(month) >= 2302
}

/**
 * Gives what lists every task of this user that Slurm still knows, by its number, `JOB` or `JOB_TASK`: by JSON
 * where it prints the user's jobs alone, else by a fixed format.
 */
export const taskLister: Effect.Effect<Listing, never, Spawner> = Effect.gen(function* () {
  const version = yield* Effect.orElseSucceed(slurm("squeue", ["--version"]), () => "")
  let hasJson = heedsUser(version)
  return Effect.suspend(() =>
    hasJson
      ? Effect.flatMap(listInJson, (tasks) => {
          hasJson = tasks !== null
          return tasks === null ? listInText : Effect.succeed(tasks)
        })
      : listInText,
  )
})

/** The number of the job of a name; null if Slurm knows none. */
export const numberNamed = (name: string): Effect.Effect<string | null, ExecutorError, Spawner> =>
  Effect.map(
    slurm("squeue", ["--noheader", "--states=all", `--name=${name}`, "--format=%F"]),
    (text) => text.split("\n")[0]?.trim() || null,
  )
