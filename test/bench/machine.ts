import { readFileSync, writeFileSync } from "node:fs"

/** Clock ticks a second in /proc: USER_HZ, 100 on every Linux that Node runs on. */
const ticks = 100

const numbersOf = (text: string): readonly number[] => text.trim().split(/\s+/).map(Number)

const fieldOf = (text: string, name: string): string =>
  new RegExp(`^${name}\\s*: (.*)$`, "m").exec(text)?.[1] ?? "unknown"

/**
 * The processor of a text like /proc/cpuinfo: model, family and number, which a cloud's names hide, and
 * the bits of its vectors.
 */
export const processorOf = (text: string): string => {
  const flags = fieldOf(text, "flags").split(" ")
  const sets = [
    ["avx512f", "AVX-512"],
    ["avx2", "256-bit AVX2"],
  ] as const
  const vectors = sets.find(([flag]) => flags.includes(flag))?.[1] ?? "128-bit vectors"
  return `${fieldOf(text, "model name")} (family ${fieldOf(text, "cpu family")}, model ${fieldOf(text, "model")}, ${vectors})`
}

/** CPU time of a process and its waited-for children, seconds. */
export const cpuSeconds = (pid: number): number => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8")
  // Fields after the name, which may hold spaces: utime, stime, cutime, cstime are the 14th to 17th.
  const fields = numbersOf(text.slice(text.lastIndexOf(")") + 2).replace(/^\S/, "0"))
  return fields.slice(11, 15).reduce((sum, value) => sum + value, 0) / ticks
}

/** Largest resident set of a process since it began or since `forgetPeak`, bytes. */
export const peakBytes = (pid: number): number => {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))
  return Number(line?.[1] ?? Number.NaN) * 1024
}

/** Begins a new measurement of the largest resident set. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5")

/** CPU time of the machine since it started, seconds over all cores. */
export interface MachineTime {
  readonly busy: number
  readonly idle: number
  /** Taken by other guests of the host. */
  readonly stolen: number
}

/** Reads /proc/stat. */
export const machineTime = (): MachineTime => {
  const [first = ""] = readFileSync("/proc/stat", "utf8").split("\n")
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] =
    numbersOf(first.replace("cpu", "")).map((value) => value / ticks)
  return { busy: user + nice + system + irq + soft, idle: idle + wait, stolen: steal }
}

/** Share of the machine's CPU time between two readings that went elsewhere than `own` seconds. */
export const shareOfOthers = (from: MachineTime, to: MachineTime, own: number): number => {
  const busy = to.busy - from.busy + to.stolen - from.stolen
  return Math.max(0, busy - own) / (busy + to.idle - from.idle)
}
