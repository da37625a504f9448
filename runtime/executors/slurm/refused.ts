import { Effect, Result } from "effect"
import type { SlurmProfile } from "../../../dsl/cluster.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { isPassing, slurm } from "./programs.ts"
import type { Request } from "./request.ts"
import { optionsOf } from "./script.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** Requests that Slurm is asked about at most: stages have few shapes. */
const most = 20

/**
 * Fails where Slurm would never take a job. `--test-only` also says so of what has to wait for nodes that are
 * down or drained: whether it is taken is then seen by a job that does nothing and is cancelled at once.
 */
const tried = Effect.fnUntraced(function* (options: readonly string[]) {
  yield* slurm("sbatch", ["--test-only", "--wrap=true", ...options]).pipe(
    Effect.catchIf(
      (error) => !isPassing(error),
      () =>
        Effect.flatMap(
          slurm("sbatch", ["--parsable", "--output=/dev/null", "--wrap=true", ...options]),
          (number) => Effect.ignore(slurm("scancel", [number.trim().split(";")[0] ?? ""])),
        ),
    ),
  )
})

/** Which of some requests Slurm would never satisfy, in its own words. */
export const refusedRequests = Effect.fnUntraced(function* (
  requests: readonly Request[],
  profile: SlurmProfile,
): Effect.fn.Return<readonly Fault[], never, Spawner> {
  const different = new Map(
    requests.map((request) => [optionsOf(request, profile).join(" "), request] as const),
  )
  const found = yield* Effect.forEach([...different].slice(0, most), ([asked, request]) =>
    Effect.map(
      Effect.result(tried(optionsOf(request, profile).flatMap((option) => option.split(" ")))),
      (result) => [asked, result] as const,
    ),
  )
  return found.flatMap(([asked, result]) =>
    Result.isFailure(result) && !isPassing(result.failure)
      ? [
          fault({
            what: `Slurm would not take a job: ${result.failure.message}`,
            expected: `what the cluster has, for: sbatch ${asked}`,
            hint: "change the profile in ablate.config.ts, or --profile",
          }),
        ]
      : [],
  )
})
