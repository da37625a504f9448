import { fault, type Fault } from "../../dsl/fault.ts"
import type { Network } from "../../dsl/network.ts"
import type { EncoderModel } from "./encoderContract.ts"
import type { Parameters } from "./layers/parameter.ts"
import { parameterFaults } from "./parameterFaults.ts"

/** What of the model of a network would let nothing be trained, or something else than it says. */
export const networkFaults = (
  { kind }: Network,
  {
    parameters,
    buffers,
    usesEncoder = false,
    taps = [],
  }: {
    readonly parameters: Parameters
    readonly buffers?: Parameters
    readonly usesEncoder?: boolean
    readonly taps?: readonly number[]
  },
  encoder?: EncoderModel,
): readonly Fault[] => {
  const levels = encoder?.levels.length ?? 0
  return [
    ...parameterFaults(kind, "network", parameters, buffers),
    ...(usesEncoder || Object.keys(parameters).length > 0
      ? []
      : [
          fault({
            what: `${kind} has no parameter to train`,
            where: { field: "network" },
            expected: "parameters, of its own or of the encoder",
            hint: "say usesEncoder: true where it is trained with the encoder",
          }),
        ]),
    ...taps
      .filter((tap) => !Number.isInteger(tap) || tap < 1 || tap > levels)
      .map((tap) =>
        fault({
          what: `${kind} reads level ${tap} of an encoder of ${levels} levels`,
          where: { field: "network" },
          expected: `levels from 1 to ${levels}`,
          hint: "look at `taps` of its module",
        }),
      ),
  ]
}
