import { Effect } from "effect"
import { fault } from "../../dsl/fault.ts"
import { type DeviceChoice, describeDevice, deviceOf } from "../devices/device.ts"
import { Faulty } from "../faults/faulty.ts"
import type { Stage } from "../plan/stage.ts"

/**
 * Refuses stages whose batch is to be divided among several devices where the device that was chosen divides
 * none, or where fewer than that can work together: `most`, null where that is not known.
 */
export const refuseDevices = (
  stages: readonly Stage[],
  device: DeviceChoice,
  most: number | null,
): Effect.Effect<void, Faulty> => {
  const chosen = `--device ${describeDevice(device)} chosen`
  const divides = deviceOf(device, 1).kind === "xla"
  const limit = divides ? most : 1
  const byCount = Map.groupBy(stages, ({ configured }) => configured.devices)
  const faults = [...byCount].flatMap(([devices, [first, ...others]]) => {
    if (first === undefined || devices === 1 || limit === null || devices <= limit) return []
    const more = others.length === 0 ? "" : ` and ${others.length} more`
    return [
      fault({
        what: `${first.label}${more}: devices: ${devices} is declared and ${chosen}, ${
          divides ? `of which ${limit} can work together here` : "which divides no batch"
        }`,
        where: { field: "devices" },
        expected: divides ? `at most ${limit}` : "--device cuda or xla:cpu",
        hint: "results on one device are the same within rounding, and so is their key: --set pretraining.devices=1, or tasks.NAME.devices=1",
      }),
    ]
  })
  return faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults }))
}
