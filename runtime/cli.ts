import { Command } from "effect/cli"
import { check } from "./commands/check.ts"
import { data } from "./commands/data.ts"
import { devices } from "./commands/devices.ts"
import { gc } from "./commands/gc.ts"
import { logs } from "./commands/logs.ts"
import { masks } from "./commands/masks.ts"
import { plan } from "./commands/plan.ts"
import { report } from "./commands/report.ts"
import { run } from "./commands/run.ts"
import { status } from "./commands/status.ts"
import { storeCommand } from "./commands/storeVerify.ts"
import { track } from "./commands/track.ts"
import { watch } from "./commands/watch.ts"
import { weights } from "./commands/weights.ts"

/** The command `ablate`. */
export const cli = Command.make("ablate").pipe(
  Command.withDescription(
    "Experiment-as-code for self-supervised learning on multi-modality MRI. Exit codes: 0 done, 1 faults or failures, 2 wrong usage.",
  ),
  Command.withSubcommands([
    check,
    masks,
    plan,
    run,
    status,
    watch,
    logs,
    report,
    data,
    devices,
    track,
    gc,
    storeCommand,
    weights,
  ]),
)
