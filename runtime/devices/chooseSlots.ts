import { Effect, type FileSystem, Result } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { type DeviceChoice, describeDevice } from "./device.ts"
import type { Environment } from "../files/environment.ts"
import { Faulty } from "../faults/faulty.ts"
import { type DeviceSlot, deviceSlots } from "./deviceSlots.ts"
import { readHost } from "./host.ts"
import { seeDevice, seeNvidia } from "./seeDevices.ts"
import { fault } from "../../dsl/fault.ts"

/** Nothing there: devices that use no GPU of NVIDIA do not ask for them. */
const unasked = { gpus: Result.succeed([]), visible: undefined, devices: [] }

/** The slots of a run on a device, after a look at whether it works; `asked` is the value of --slots. */
export const chooseSlots = Effect.fn("chooseSlots")(function* (
  choice: DeviceChoice,
  asked: number | undefined,
  environment: Environment,
): Effect.fn.Return<
  readonly DeviceSlot[],
  Faulty,
  ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem
> {
  const { name } = choice
  const usesCuda = name === "cuda" || name === "tensorflow"
  const nvidia = usesCuda ? yield* seeNvidia(environment) : unasked
  const { obstacles } = yield* seeDevice(name, readHost(), nvidia, environment)
  if (obstacles.length > 0)
    return yield* new Faulty({
      faults: obstacles.map(({ why, hint }) =>
        fault({
          what: `--device ${describeDevice(choice)} cannot be used: ${why}`,
          where: {},
          hint,
        }),
      ),
    })
  return yield* Effect.fromResult(deviceSlots(choice, nvidia.devices, asked)).pipe(
    Effect.mapError((faults) => new Faulty({ faults })),
  )
})
