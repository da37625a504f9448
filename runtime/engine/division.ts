import { fault, type Fault } from "../../dsl/fault.ts"
import type { Program } from "./program.ts"

/** Devices that XLA is asked to show of one CPU. */
export const virtualDevices = 8

/** Why devices do not divide the batch of a program among them. */
export const divisionFaults = ({ name, batch }: Program, devices: number): readonly Fault[] =>
  batch === undefined || batch % devices === 0
    ? []
    : [
        fault({
          what: `${name} has a batch of ${batch}, which ${devices} devices do not divide into equal parts`,
          where: { field: "devices" },
          expected: `a divisor of ${batch}`,
        }),
      ]
