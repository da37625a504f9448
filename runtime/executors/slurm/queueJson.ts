import { Option, Schema } from "effect"
import type { Listed } from "./listed.ts"

/** A number as versions of Slurm write it: alone until 22.05, some until 23.02, then with whether it is set. */
const MaybeNumber = Schema.Union([
  Schema.Null,
  Schema.Finite,
  Schema.Struct({ set: Schema.Boolean, number: Schema.Finite }),
])

const Answer = Schema.fromJsonString(
  Schema.Struct({
    jobs: Schema.Array(
      Schema.Struct({
        job_id: Schema.Int,
        user_id: Schema.Int,
        array_job_id: MaybeNumber,
        array_task_id: MaybeNumber,
        /** Tasks that wait together, such as "3-7,9%2". */
        array_task_string: Schema.NullOr(Schema.String),
        /** A word until 23.02, then a state and what else holds of it. */
        job_state: Schema.Union([Schema.String, Schema.Array(Schema.String)]),
        state_reason: Schema.String,
        state_description: Schema.NullOr(Schema.String),
        start_time: MaybeNumber,
      }),
    ),
  }),
)

const numberOf = (value: typeof MaybeNumber.Type): number | null =>
  value === null || typeof value === "number" ? value : value.set ? value.number : null

/** What squeue's own format prints in place of the state that it holds of. */
const shownFirst = [
  "COMPLETING",
  "STAGE_OUT",
  "CONFIGURING",
  "RESIZING",
  "REQUEUED",
  "REQUEUE_FED",
  "REQUEUE_HOLD",
  "SPECIAL_EXIT",
  "STOPPED",
  "REVOKED",
  "SIGNALING",
]

const stateOf = (state: string | readonly string[]): string =>
  typeof state === "string"
    ? state
    : (shownFirst.find((each) => state.includes(each)) ?? state[0] ?? "")

/** Numbers of tasks in a text such as "3-7,9%2" or "0-8:4". */
const tasksIn = (text: string): readonly number[] =>
  text
    .replace(/[[\]]|%\d+$/g, "")
    .split(",")
    .flatMap((part) => {
      const [, first, last = first, step = "1"] = /^(\d+)(?:-(\d+))?(?::(\d+))?$/.exec(part) ?? []
      if (first === undefined) return []
      const count = Math.floor((Number(last) - Number(first)) / Number(step)) + 1
      return Array.from({ length: count }, (_, index) => Number(first) + index * Number(step))
    })

/** The tasks of a user in an answer of `squeue --json`, by number, `JOB` or `JOB_TASK`; none where it cannot be read. */
export const tasksInJson = (
  text: string,
  user: number,
): Option.Option<ReadonlyMap<string, Listed>> =>
  Option.map(Schema.decodeOption(Answer)(text), ({ jobs }) => {
    const tasks = new Map<string, Listed>()
    for (const job of jobs) {
      if (job.user_id !== user) continue
      const start = numberOf(job.start_time) ?? 0
      const listed = {
        state: stateOf(job.job_state),
        reason: job.state_description || job.state_reason,
        ...(start > 0 ? { start: start * 1000 } : {}),
      }
      const array = numberOf(job.array_job_id) ?? 0
      const task = numberOf(job.array_task_id)
      const numbers =
        array === 0
          ? [`${job.job_id}`]
          : (task === null ? tasksIn(job.array_task_string ?? "") : [task]).map(
              (each) => `${array}_${each}`,
            )
      for (const number of numbers) tasks.set(number, listed)
    }
    return tasks
  })
