import { fault, type Fault } from "../../dsl/fault.ts"
import type { Precision } from "../../dsl/precision.ts"
import type { Device } from "./device.ts"

/** Precisions that a device computes in. */
const precisionsOf = (device: Device): readonly Precision[] => {
  if (device.kind !== "xla") return ["float32"]
  return device.platform === "cpu" ? ["float32", "bfloat16"] : ["float32", "tf32", "bfloat16"]
}

/** Why a device does not run what is to be computed in a precision: `what` names both. */
export const precisionFaults = (
  device: Device,
  precision: Precision,
  what: string,
): readonly Fault[] => {
  const known = precisionsOf(device)
  return known.includes(precision)
    ? []
    : [
        fault({
          what: `${what}, in which the device does not compute`,
          where: { field: "precision" },
          expected: known.join(" or "),
          hint: `use --device cuda${precision === "bfloat16" ? " or xla:cpu" : ""}, or precision: "float32"`,
        }),
      ]
}
