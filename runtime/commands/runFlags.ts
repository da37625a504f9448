import { Option } from "effect"
import { type Command, Flag } from "effect/cli"
import { isInAllocation } from "../executors/slurm/allocation.ts"
import {
  acceptCode,
  device,
  files,
  forGroup,
  format,
  only,
  scale,
  set,
  slots,
  store,
} from "./flags.ts"
import { memory } from "./memoryFlag.ts"
import type { Environment } from "../files/environment.ts"

const on = Flag.Literals("on", ["local", "slurm", "allocation"]).pipe(
  Flag.withDescription(
    "Where stages run: on this machine, as jobs of a Slurm cluster, or by srun on the nodes of the allocation that this is run in (default: allocation within salloc or sbatch, else local)",
  ),
  Flag.optional,
)

/** Where stages run that nothing is said of. */
export const usualPlace = (environment: Environment) =>
  isInAllocation(environment) ? "allocation" : "local"

const profile = Flag.String("profile").pipe(
  Flag.withDescription("Profile of ablate.config.ts for --on slurm (default: default)"),
  Flag.optional,
)

const dryRun = Flag.Boolean("dry-run").pipe(
  Flag.withDescription(
    "With --on slurm: print the scripts that would be handed in, and run nothing",
  ),
  Flag.withDefault(false),
)

const onStop = Flag.Literals("on-stop", ["leave", "cancel"]).pipe(
  Flag.withDescription(
    "What becomes of Slurm jobs when the run is stopped (default: asked in a terminal, else leave: the next run goes on with them)",
  ),
  Flag.optional,
)

/** The flags of `ablate run`. */
export const runFlags = {
  files,
  scale,
  set,
  on,
  profile,
  slots,
  memory,
  device,
  only,
  acceptCode,
  store,
  forGroup,
  format,
  dryRun,
  onStop,
}

type Given = Command.Command.Config.Infer<typeof runFlags>

/** What a run was told, and where its stages run. */
export interface RunFlags extends Omit<Given, "on"> {
  readonly on: Option.Option.Value<Given["on"]>
}

export const placed = (given: Given): RunFlags => ({
  ...given,
  on: Option.getOrElse(given.on, () => usualPlace(process.env)),
})
