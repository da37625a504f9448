import type { Needs } from "../executor.ts"
import type { SlurmProfile } from "../../../dsl/cluster.ts"

/** What a job asks for. */
export interface Request {
  readonly cpus: number
  /** MiB. */
  readonly memory: number
  readonly minutes: number
  /** Generic resources, such as `gpu:1`; null for none. */
  readonly gres: string | null
}

const mebi = 2 ** 20

/** Steps of what is asked for, so that stages that differ little have one shape and go as one array. */
const memorySteps = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024]
const minuteSteps = [10, 20, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 7200, 10080, 20160]

const stepFrom = (steps: readonly number[], least: number): number =>
  steps.find((step) => step >= least) ?? Math.ceil(least)

/** Minutes that a job takes before its first step and after its last: modules, data, a checkpoint. */
const besideWork = 5

/** Minutes for so many seconds of work with a margin; no more than the profile allows at a time. */
export const minutesFor = (
  seconds: number | null,
  { hours, margin }: Pick<SlurmProfile, "hours" | "margin">,
): number => {
  const most = Math.max(1, Math.ceil(hours * 60))
  if (seconds === null) return most
  return Math.min(most, stepFrom(minuteSteps, (seconds * margin) / 60 + besideWork))
}

/** Generic resources with so many GPUs at least: `gpu:a100:1` with four is `gpu:a100:4`. */
const withGpus = (gres: string, least: number): string =>
  gres
    .split(",")
    .map((each) => {
      const [, name, count = "1"] = /^(gpu(?::(?!\d+$)[^:]+)?)(?::(\d+))?$/.exec(each) ?? []
      return name === undefined || Number(count) >= least ? each : `${name}:${least}`
    })
    .join(",")

/** What a stage asks for: what is expected of it with a margin, else what the profile says. */
export const requestOf = (
  { memory, gpuMemory, seconds, alone, devices = 1 }: Omit<Needs, "priority">,
  profile: SlurmProfile,
  usesGpu: boolean,
): Request => {
  const { cpus, memoryGB, margin, moreMemory, gres } = profile
  const expected = memory === null ? memoryGB : (memory * margin) / 2 ** 30
  const gibi = stepFrom(memorySteps, expected) * (alone ? moreMemory : 1)
  return {
    cpus,
    memory: Math.ceil(gibi * 1024),
    minutes: minutesFor(seconds, profile),
    // What is known to take nothing of a GPU gets none.
    gres: usesGpu && gpuMemory !== 0 ? withGpus(gres, devices) : null,
  }
}

/** Bytes that a job with a request may take. */
export const roomOf = ({ memory }: Request): number => memory * mebi
