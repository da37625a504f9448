import { Command } from "effect/cli"
import { exportWeights } from "./weightsExport.ts"
import { importWeights } from "./weightsImport.ts"

/** `ablate weights`: networks from and for other frameworks. */
export const weights = Command.make("weights").pipe(
  Command.withDescription("Import weights of MONAI's networks, export trained ones"),
  Command.withSubcommands([importWeights, exportWeights]),
)
