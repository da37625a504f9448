import { Effect, Option, Result } from "effect"
import type { DeviceChoice, DeviceName } from "../devices/device.ts"
import { deviceSlots, largestSet } from "../devices/deviceSlots.ts"
import { seeNvidia } from "../devices/seeDevices.ts"
import { virtualDevices } from "../engine/division.ts"
import type { Stage } from "../plan/stage.ts"

/** Slots without which the stages of a plan do not run on a device: as many as one of them takes cards. */
export const leastSlots = (stages: readonly Stage[], device: DeviceName): number =>
  device === "cuda" ? Math.max(1, ...stages.map(({ configured }) => configured.devices)) : 1

/**
 * Devices that can divide a batch among them with the flags of a plan: as many as there are slots, or as this
 * machine has; null where it has no GPU, as one that plans for another.
 */
export const mostTogether = Effect.fnUntraced(function* (
  stages: readonly Stage[],
  flags: { readonly device: DeviceChoice; readonly slots: Option.Option<number> },
) {
  const { device } = flags
  if (device.name === "xla:cpu") return virtualDevices
  if (leastSlots(stages, device.name) === 1) return null
  if (Option.isSome(flags.slots)) return flags.slots.value
  const { devices } = yield* seeNvidia(process.env)
  if (devices.length === 0) return null
  return deviceSlots(device, devices, undefined).pipe(
    Result.match({
      onFailure: () => 1,
      onSuccess: (found) => largestSet(found.map(({ gpu }) => gpu)),
    }),
  )
})
