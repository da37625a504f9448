import { Result, Schema } from "effect"

/** A slice of a GPU in MIG mode: a CUDA device of its own. */
export interface MigSlice {
  /** Its profile, such as `3g.20gb`. */
  readonly profile: string
  readonly uuid: string
}

/** A GPU as `nvidia-smi` tells it; `null` where it tells nothing. */
export interface NvidiaGpu {
  /** In the order of PCI addresses. */
  readonly index: number
  readonly uuid: string
  readonly name: string
  readonly driver: string | null
  /** MiB; unknown where the GPU shares the system's memory, and without permission. */
  readonly memoryTotal: number | null
  readonly memoryFree: number | null
  /** Percent; unknown in MIG mode. */
  readonly utilization: number | null
  readonly mig: boolean
  readonly slices: readonly MigSlice[]
}

/**
 * Why the GPUs are not known:
 * - `missing`: there is no `nvidia-smi`
 * - `failed`: it says that it cannot do its work, or does not come to an end
 * - `unreadable`: its output is not what it is known to print
 */
export class NvidiaSmiError extends Schema.TaggedError<NvidiaSmiError>()("NvidiaSmiError", {
  reason: Schema.Literals(["missing", "failed", "unreadable"]),
  /** Its own words. */
  said: Schema.String,
}) {
  override get message(): string {
    return this.said
  }
}

/** Fields of a GPU in the order of the query, as `nvidia-smi --help-query-gpu` names them. */
const fields = [
  "index",
  "uuid",
  "name",
  "driver_version",
  "memory.total",
  "memory.free",
  "utilization.gpu",
  "mig.mode.current",
] as const

/** Arguments that ask for every GPU, a line each. */
export const gpuQuery = [
  `--query-gpu=${fields.join(",")}`,
  "--format=csv,noheader,nounits",
] as const

/** Arguments that ask for every GPU and its slices. */
export const sliceQuery = ["-L"] as const

const unreadable = (line: string): NvidiaSmiError =>
  new NvidiaSmiError({ reason: "unreadable", said: `nvidia-smi printed "${line}"` })

/** `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]` and their like. */
const isUnknown = (value: string): boolean => /^(\[.*\]|N\/A)$/.test(value)

const parseGpu = (line: string): Result.Result<NvidiaGpu, NvidiaSmiError> => {
  const values = line.split(",").map((value) => value.trim())
  const [index = "", uuid = "", name = "", driver = "", ...rest] = values
  const [total = "", free = "", utilization = "", mig = ""] = rest
  const isWhole =
    values.length === fields.length &&
    /^\d+$/.test(index) &&
    uuid.startsWith("GPU-") &&
    [total, free, utilization].every((value) => isUnknown(value) || /^\d+$/.test(value))
  if (!isWhole) return Result.fail(unreadable(line))
  const number = (value: string): number | null => (isUnknown(value) ? null : Number(value))
  return Result.succeed({
    index: Number(index),
    uuid,
    name,
    driver: isUnknown(driver) ? null : driver,
    memoryTotal: number(total),
    memoryFree: number(free),
    utilization: number(utilization),
    mig: mig === "Enabled",
    slices: [],
  })
}

const linesOf = (output: string): readonly string[] =>
  output.split(/\r?\n/).filter((line) => line.trim() !== "")

const gpuLine = /^GPU \d+: .+ \(UUID: (GPU-[^)]+)\)$/
// Drivers before R470 call a slice MIG-GPU-uuid/instance/instance.
const sliceLine = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (MIG-[^)]+)\)$/

/** Slices by the UUID of their GPU, from the output of `nvidia-smi -L`. */
export const parseSlices = (
  output: string,
): Result.Result<ReadonlyMap<string, readonly MigSlice[]>, NvidiaSmiError> => {
  const found = new Map<string, MigSlice[]>()
  let current: MigSlice[] | undefined
  for (const line of linesOf(output)) {
    const [, gpu] = gpuLine.exec(line.trim()) ?? []
    const [, profile, uuid] = sliceLine.exec(line) ?? []
    if (gpu !== undefined) found.set(gpu, (current = []))
    else if (profile !== undefined && uuid !== undefined && current !== undefined)
      current.push({ profile, uuid })
    else return Result.fail(unreadable(line))
  }
  return Result.succeed(found)
}

/** GPUs from the output of `gpuQuery`, without their slices. */
export const parseGpus = (output: string): Result.Result<readonly NvidiaGpu[], NvidiaSmiError> =>
  Result.all(linesOf(output).map(parseGpu))

/** What both queries tell. */
export const gpusWithSlices = (
  gpus: string,
  slices: string,
): Result.Result<readonly NvidiaGpu[], NvidiaSmiError> =>
  Result.flatMap(parseGpus(gpus), (found) =>
    Result.map(parseSlices(slices), (byGpu) =>
      found.map((gpu) => ({ ...gpu, slices: byGpu.get(gpu.uuid) ?? [] })),
    ),
  )
