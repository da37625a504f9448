import { Effect } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { faultUnless } from "../../dsl/faultIf.ts"
import { type DeviceChoice, describeDevice, deviceOf } from "../devices/device.ts"
import { precisionFaults } from "../engine/precision.ts"
import { Faulty } from "../faults/faulty.ts"
import type { Stage } from "../plan/stage.ts"

/** Stages in words: the first, and how many more. */
const named = ([first, ...others]: readonly Stage[]): string =>
  `${first?.label ?? ""}${others.length === 0 ? "" : ` and ${others.length} more`}`

/** What a device would have to compute in another precision than is declared. */
const otherPrecision = (stages: readonly Stage[], device: DeviceChoice): readonly Fault[] =>
  [...Map.groupBy(stages, ({ configured }) => configured.precision)].flatMap(([precision, same]) =>
    precision === null
      ? []
      : precisionFaults(
          deviceOf(device, 1),
          precision,
          `${named(same)}: ${precision} is declared and --device ${describeDevice(device)} chosen`,
        ),
  )

/**
 * Stages whose batch is to be divided among several devices where the device that was chosen divides none, or
 * where fewer than that can work together: `most`, null where that is not known.
 */
const tooFewDevices = (
  stages: readonly Stage[],
  device: DeviceChoice,
  most: number | null,
): readonly Fault[] => {
  const chosen = `--device ${describeDevice(device)} chosen`
  const divides = deviceOf(device, 1).kind === "xla"
  const limit = divides ? most : 1
  return [...Map.groupBy(stages, ({ configured }) => configured.devices)].flatMap(
    ([devices, same]) =>
      faultUnless(devices === 1 || limit === null || devices <= limit, () => ({
        what: `${named(same)}: devices: ${devices} is declared and ${chosen}, ${
          divides ? `of which ${limit} can work together here` : "which divides no batch"
        }`,
        where: { field: "devices" },
        expected: divides ? `at most ${limit}` : "--device cuda or xla:cpu",
        hint: "results on one device are the same within rounding, and so is their key: --set pretraining.devices=1, or tasks.NAME.devices=1",
      })),
  )
}

/** Refuses a device on which stages cannot run as they are declared. */
export const refuseDevice = (
  stages: readonly Stage[],
  device: DeviceChoice,
  most: number | null,
): Effect.Effect<void, Faulty> => {
  const faults = [...otherPrecision(stages, device), ...tooFewDevices(stages, device, most)]
  return faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults }))
}
