import type { Device } from "../engine/index.ts"

/** Names of the devices that `--device` takes. */
export const deviceNames = ["cpu", "webgpu", "cuda", "xla:cpu", "tensorflow", "eager"] as const
export type DeviceName = (typeof deviceNames)[number]

/** A device as a user chooses it. */
export interface DeviceChoice {
  readonly name: DeviceName
  /** Which of several, counted from 0: `cuda:1`. */
  readonly index: number | undefined
}

/** The device that a text such as `cpu` or `cuda:1` names; `undefined` if it names none. */
export const parseDevice = (text: string): DeviceChoice | undefined => {
  const name = deviceNames.find((each) => each === text)
  if (name !== undefined) return { name, index: undefined }
  const [, digits] = /^cuda:(\d{1,3})$/.exec(text) ?? []
  return digits === undefined ? undefined : { name: "cuda", index: Number(digits) }
}

/** The text that names a device. */
export const describeDevice = ({ name, index }: DeviceChoice): string =>
  index === undefined ? name : `${name}:${index}`

/** A device for the engine, with so many threads where it has any; by XLA so many of them. */
export const deviceOf = ({ name, index }: DeviceChoice, threads: number, devices = 1): Device => {
  switch (name) {
    case "cpu":
      return { kind: "cpu", threads }
    case "webgpu":
      return { kind: "webgpu" }
    case "cuda":
      return { kind: "xla", platform: "cuda", index: index ?? 0, devices }
    case "xla:cpu":
      return { kind: "xla", platform: "cpu", index: 0, devices }
    case "tensorflow":
      return { kind: "tensorflow" }
    case "eager":
      return { kind: "eager", backend: "cpu" }
  }
}
