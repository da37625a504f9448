import { Flag } from "effect/cli"
import { isInAllocation } from "../executors/slurm/allocation.ts"
import type { Environment } from "../files/environment.ts"

/** Where stages run. */
export type Where = "local" | "slurm" | "allocation"

export const on = Flag.Literals("on", ["local", "slurm", "allocation"]).pipe(
  Flag.withDescription(
    "Where stages run: on this machine, as jobs of a Slurm cluster, or by srun on the nodes of the allocation that this is run in (default: allocation within salloc or sbatch, else local)",
  ),
  Flag.optional,
)

/** Where stages run that nothing is said of. */
export const usualPlace = (environment: Environment): Where =>
  isInAllocation(environment) ? "allocation" : "local"

export const profile = Flag.String("profile").pipe(
  Flag.withDescription("Profile of ablate.config.ts for --on slurm (default: default)"),
  Flag.optional,
)

export const dryRun = Flag.Boolean("dry-run").pipe(
  Flag.withDescription(
    "With --on slurm: print the scripts that would be handed in, and run nothing",
  ),
  Flag.withDefault(false),
)

export const onStop = Flag.Literals("on-stop", ["leave", "cancel"]).pipe(
  Flag.withDescription(
    "What becomes of Slurm jobs when the run is stopped (default: asked in a terminal, else leave: the next run goes on with them)",
  ),
  Flag.optional,
)
