import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { childOutput, type Spawner } from "../../processes/childOutput.ts"
import { ExecutorError } from "../executor.ts"

const failed = (what: string, hint?: string): ExecutorError =>
  new ExecutorError({ faults: [fault({ what, hint })] })

/** Runs a program of Slurm; gives what it prints, or fails with its own words. */
export const slurm = Effect.fnUntraced(function* (
  program: "sbatch" | "squeue" | "scancel" | "sacct" | "scontrol",
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Effect.fn.Return<string, ExecutorError, Spawner> {
  const { stdout, stderr, exit } = yield* childOutput(program, args, environment).pipe(
    Effect.mapError(({ message }) =>
      failed(
        `${program} does not start: ${message}`,
        "Slurm's programs must be there where the run is started: use a login node",
      ),
    ),
  )
  if (exit === 0) return stdout
  const said = stderr
    .trim()
    .split("\n")
    .map((line) => line.replace(/^\w+: (error: )?/, ""))
    .join("; ")
  return yield* failed(`${program} failed: ${said === "" ? `exit code ${exit}` : said}`)
})

/** Whether Slurm may answer later: its controller is busy, restarts, or cannot be reached. */
export const isPassing = ({ message }: ExecutorError): boolean =>
  /timed out|unable to contact|connection|temporarily|try again|too many|not responding/i.test(
    message,
  )
