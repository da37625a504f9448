import { Option } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { RunFlags } from "./runFlags.ts"

/** Flags that say something of one machine, where stages run on the nodes of a cluster. */
export const flagFaults = ({ memory, device }: RunFlags): readonly Fault[] => [
  ...(Option.isSome(memory)
    ? [
        fault({
          what: "--memory is what stages share on one machine",
          hint: "for --on slurm, memoryGB of the profile is what a stage asks for of which nothing is known; in an allocation its memory is shared equally",
        }),
      ]
    : []),
  ...(device.index === undefined
    ? []
    : [fault({ what: "--device with a number: Slurm chooses the GPU", hint: "cuda" })]),
]

/** Whether stages on the device that was asked for compute on a GPU. */
export const usesGpu = ({ device: { name } }: RunFlags): boolean =>
  name === "cuda" || name === "tensorflow" || name === "webgpu"
