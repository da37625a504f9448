import { Effect } from "effect"
import { type DeviceChoice, describeDevice, deviceOf } from "../devices/device.ts"
import { precisionFaults } from "../engine/precision.ts"
import { Faulty } from "../faults/faulty.ts"
import type { Stage } from "../plan/stage.ts"

/** Refuses a device for stages that it would have to compute in another precision than they declare. */
export const refusePrecisions = (
  stages: readonly Stage[],
  device: DeviceChoice,
): Effect.Effect<void, Faulty> => {
  const byPrecision = Map.groupBy(stages, ({ configured }) => configured.precision)
  const faults = [...byPrecision].flatMap(([precision, [first, ...others]]) => {
    if (precision === null || first === undefined) return []
    const more = others.length === 0 ? "" : ` and ${others.length} more`
    const what = `${first.label}${more}: ${precision} is declared and --device ${describeDevice(device)} chosen`
    return precisionFaults(deviceOf(device, 1), precision, what)
  })
  return faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults }))
}
