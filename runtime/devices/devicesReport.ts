import { Result } from "effect"
import { type Availability, isUsable } from "./availability.ts"
import type { Host } from "./host.ts"
import type { NvidiaGpu } from "./nvidiaSmi.ts"
import type { Nvidia } from "./seeDevices.ts"

/** All that `ablate devices` tells. */
export interface DevicesReport {
  readonly host: Host
  readonly nvidia: Nvidia
  readonly devices: readonly Availability[]
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const ofAll = (used: string, all: string): string => (used === all ? used : `${used} of ${all}`)

const hostLines = ({ processor, ...host }: Host): readonly string[] => [
  `CPU     ${ofAll(String(host.cores), String(host.coresInstalled))} cores, ${processor}`,
  `memory  ${ofAll(gibibytes(host.memory), gibibytes(host.memoryInstalled))}`,
]

const gpuLines = (gpu: NvidiaGpu): readonly string[] => {
  const facts = [
    gpu.memoryTotal === null
      ? undefined
      : `${gpu.memoryTotal} MiB${gpu.memoryFree === null ? "" : `, ${gpu.memoryFree} free`}`,
    gpu.utilization === null ? undefined : `${gpu.utilization} % busy`,
    gpu.mig ? "MIG mode" : undefined,
    gpu.driver === null ? undefined : `driver ${gpu.driver}`,
  ]
  return [
    `GPU ${gpu.index}   ${[gpu.name, ...facts.filter((fact) => fact !== undefined)].join(", ")}`,
    `        ${gpu.uuid}`,
    ...gpu.slices.map(({ profile, uuid }) => `        slice ${profile}  ${uuid}`),
  ]
}

const nvidiaLines = ({ gpus, visible }: Nvidia): readonly string[] => [
  ...Result.match(gpus, {
    onFailure: ({ reason, said }) => [
      `NVIDIA  ${reason === "missing" ? "none: nvidia-smi is not found" : `unknown: ${said}`}`,
    ],
    onSuccess: (found) => (found.length === 0 ? ["NVIDIA  none"] : found.flatMap(gpuLines)),
  }),
  ...(visible === undefined ? [] : [`        CUDA_VISIBLE_DEVICES=${visible}`]),
]

const deviceLines = (availability: Availability): readonly string[] => {
  const { device, runs, on, obstacles } = availability
  return [
    `--device ${device.padEnd(11)}${isUsable(availability) ? "yes" : "no "}  ${runs}`,
    ...(on.length === 0 ? [] : [`${" ".repeat(25)}on: ${on.join("; ")}`]),
    ...obstacles.flatMap(({ why, hint }) => [
      `${" ".repeat(25)}why not: ${why}`,
      `${" ".repeat(25)}hint: ${hint}`,
    ]),
  ]
}

/** The report as a person reads it. */
export const devicesText = ({ host, nvidia, devices }: DevicesReport): string =>
  [...hostLines(host), ...nvidiaLines(nvidia), "", ...devices.flatMap(deviceLines)].join("\n")

/** The report as plain data for other programs. */
export const devicesData = ({ host, nvidia, devices }: DevicesReport) => ({
  host,
  nvidia: Result.match(nvidia.gpus, {
    onFailure: ({ reason, said }) => ({ gpus: [], problem: { reason, said } }),
    onSuccess: (gpus) => ({ gpus, problem: null }),
  }),
  cudaVisibleDevices: nvidia.visible ?? null,
  devices: devices.map((each) => ({ ...each, usable: isUsable(each) })),
})
