import { Flag } from "effect/cli"

export const on = Flag.Literals("on", ["local", "slurm"]).pipe(
  Flag.withDescription(
    "Where stages run: on this machine, or as jobs of a Slurm cluster (docs/cluster.md)",
  ),
  Flag.withDefault("local" as const),
)

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
