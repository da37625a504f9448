import { Command } from "effect/cli"
import { descriptions } from "./descriptions.ts"
import { exportWeights } from "./weightsExport.ts"
import { importWeights } from "./weightsImport.ts"

/** `ablate weights`: networks from and for other frameworks. */
export const weights = Command.make("weights").pipe(
  Command.withDescription(descriptions.weights),
  Command.withSubcommands([importWeights, exportWeights]),
)
