import { Command } from "effect/cli"
import { check } from "./commands/check.ts"
import { data } from "./commands/data.ts"
import { masks } from "./commands/masks.ts"
import { plan } from "./commands/plan.ts"
import { report } from "./commands/report.ts"
import { run } from "./commands/run.ts"

/** The command `ablate`. */
export const cli = Command.make("ablate").pipe(
  Command.withDescription(
    "Experiment-as-code for self-supervised learning on multi-modality MRI. Exit codes: 0 done, 1 faults or failures, 2 wrong usage.",
  ),
  Command.withSubcommands([check, masks, plan, run, report, data]),
)
