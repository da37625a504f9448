import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { ExecutorError } from "../executor.ts"
import { slurm } from "./programs.ts"

/** A task of ours as Slurm lists it. */
export interface Listed {
  /** Such as `PENDING`, `RUNNING`, `COMPLETED`, `OUT_OF_MEMORY`. */
  readonly state: string
  /** Why it waits, or how it failed; `None` for nothing. */
  readonly reason: string
}

/** A format that every version of squeue prints alike; its JSON has changed from one to the next. */
const format = "%i|%T|%r"

const parsed = (text: string): ReadonlyMap<string, Listed> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [number = "", state = "", reason = ""] = line.split("|")
        return [number, { state, reason }] as const
      }),
  )

/** Every task of this user that Slurm still knows, by its number: `JOB` or `JOB_TASK`. */
export const listTasks: Effect.Effect<
  ReadonlyMap<string, Listed>,
  ExecutorError,
  ChildProcessSpawner.ChildProcessSpawner
> = Effect.map(
  slurm("squeue", [
    "--noheader",
    "--array",
    "--states=all",
    `--user=${process.getuid?.() ?? ""}`,
    `--format=${format}`,
  ]),
  parsed,
)

/** The number of the job of a name; null if Slurm knows none. */
export const numberNamed = (
  name: string,
): Effect.Effect<string | null, ExecutorError, ChildProcessSpawner.ChildProcessSpawner> =>
  Effect.map(
    slurm("squeue", ["--noheader", "--states=all", `--name=${name}`, "--format=%F"]),
    (text) => text.split("\n")[0]?.trim() || null,
  )

/** How accounting remembers a task that the queue has forgotten; null where there is none. */
export const accountOf = (
  number: string,
): Effect.Effect<Listed | null, never, ChildProcessSpawner.ChildProcessSpawner> =>
  slurm("sacct", [
    "--noheader",
    "--parsable2",
    "--allocations",
    `--jobs=${number}`,
    "--format=State,Reason",
  ]).pipe(
    Effect.map((text) => {
      const [state = "", reason = ""] = (text.split("\n")[0] ?? "").split("|")
      // "CANCELLED by 1000"
      return state === "" ? null : { state: state.split(" ")[0] ?? "", reason }
    }),
    Effect.orElseSucceed(() => null),
  )
