import type { Device } from "./engine/index.ts"

/** Names of the devices that `--device` takes. */
export const deviceNames = ["cpu", "tensorflow", "eager"] as const
export type DeviceName = (typeof deviceNames)[number]

/** A device by its name, with so many threads where it has any. */
export const deviceOf = (name: DeviceName, threads: number): Device => {
  switch (name) {
    case "cpu":
      return { kind: "cpu", threads }
    case "tensorflow":
      return { kind: "tensorflow" }
    case "eager":
      return { kind: "eager", backend: "cpu" }
  }
}
