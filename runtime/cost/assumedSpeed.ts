import type { DeviceName } from "../devices/device.ts"

/**
 * Floating-point operations a second that a plan assumes where the ledger has no past of a device:
 * round numbers below what training of a 3-D UNETR or ViT reaches in float32 (two cores with AVX-512
 * do 40e9 a thread in large products). Devices with `thread` grow with the threads of a slot.
 */
const assumed: Readonly<
  Record<DeviceName, { readonly speed: number; readonly per: "thread" | "slot" } | null>
> = {
  cpu: { speed: 40e9, per: "thread" },
  webgpu: { speed: 1e12, per: "slot" },
  // By the roofline of its card.
  cuda: null,
  // Its 3-D convolutions are four to five times slower than those of cpu.
  "xla:cpu": { speed: 10e9, per: "thread" },
  tensorflow: { speed: 20e9, per: "thread" },
  eager: { speed: 1e9, per: "slot" },
}

/** What a slot of a device is assumed to do, in operations a second; undefined where nothing is. */
export const assumedSpeed = (device: DeviceName, threads: number): number | undefined => {
  const found = assumed[device]
  return found === null ? undefined : found.speed * (found.per === "thread" ? threads : 1)
}

/**
 * Seconds from a worker's start to its first step, and from its last to its end, where the ledger has no
 * past: those of tiny studies took 1 to 4 on two busy cores.
 */
export const assumedStartUp = 2
