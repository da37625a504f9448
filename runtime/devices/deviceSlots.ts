import { Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { type DeviceChoice, describeDevice } from "./device.ts"
import type { CudaDevice } from "./cudaDevices.ts"

/** A GPU, or a slice of one, that slots may share. */
export interface SlotGpu {
  /** Its number among those that the run uses. */
  readonly index: number
  /** Bytes that stages on it may take together; null where that is not known: one at a time. */
  readonly memory: number | null
  /** GPUs of a group can divide a batch among them. Default: all of a run are one. */
  readonly group?: string
}

/** The most GPUs of a group; 1 where there is none. */
export const largestSet = (gpus: readonly (SlotGpu | null)[]): number => {
  const groups = Map.groupBy(
    gpus.filter((gpu) => gpu !== null),
    ({ group }) => group,
  )
  return Math.max(
    1,
    ...[...groups.values()].map((set) => new Set(set.map(({ index }) => index)).size),
  )
}

/** Where one stage at a time runs. */
export interface DeviceSlot {
  /** What its workers get in their environment. */
  readonly environment: Readonly<Record<string, string>>
  /** With CUDA; else null, and no memory of a device is counted. */
  readonly gpu: SlotGpu | null
}

/** What the worker of a stage gets that has these slots: it sees all of their GPUs. */
export const environmentOfSet = (slots: readonly DeviceSlot[]): DeviceSlot["environment"] => {
  const environments = slots.map(({ environment }) => environment)
  return Object.fromEntries(
    Object.entries(environments[0] ?? {}).map(([name, value]) => [
      name,
      name === "CUDA_VISIBLE_DEVICES" ? environments.map((each) => each[name]).join(",") : value,
    ]),
  )
}

/** A process that sees this GPU alone, as its number 0. */
const seeingOnly = ({ uuid }: CudaDevice): DeviceSlot["environment"] => ({
  CUDA_DEVICE_ORDER: "PCI_BUS_ID",
  CUDA_VISIBLE_DEVICES: uuid,
})

/** CUDA shows a process one slice of a GPU at most. */
const groupOf = ({ uuid }: CudaDevice): Pick<SlotGpu, "group"> =>
  uuid.startsWith("MIG-") ? { group: uuid } : {}

const anywhere: DeviceSlot = { environment: {}, gpu: null }

const notShared = (
  asked: number,
  choice: DeviceChoice,
  gpus: readonly CudaDevice[],
): readonly Fault[] => [
  fault({
    what: `--slots ${asked} asks for more than --device ${describeDevice(choice)} has GPUs, and their memory is not told, so they cannot be shared: ${gpus.map(({ name }) => name).join("; ")}`,
    where: {},
    expected: `at most ${gpus.length}: one stage a GPU`,
    hint: "leave --slots away",
  }),
]

const noSuchGpu = (index: number, gpus: readonly CudaDevice[]): readonly Fault[] => [
  fault({
    what: `there is no GPU ${index}`,
    where: {},
    expected:
      gpus.length === 0
        ? "a GPU"
        : `cuda:0${gpus.length === 1 ? "" : ` to cuda:${gpus.length - 1}`}`,
    hint: "ablate devices lists them",
  }),
]

/**
 * The slots of a run, `asked` or else 1, or one for each GPU with CUDA. The GPUs, if there are any, are
 * dealt out in turn. With CUDA slots share a GPU only where its memory is known; TensorFlow takes all
 * of a GPU's memory for a process, so none is counted.
 */
export const deviceSlots = (
  choice: DeviceChoice,
  gpus: readonly CudaDevice[],
  asked: number | undefined,
): Result.Result<readonly DeviceSlot[], readonly Fault[]> => {
  const { name, index } = choice
  const count = asked ?? 1
  if (count < 1)
    return Result.fail([fault({ what: `--slots is ${count}`, where: {}, expected: "1 or more" })])
  if (name === "cuda") {
    const chosen = index === undefined ? gpus : gpus.slice(index, index + 1)
    if (chosen.length === 0) return Result.fail(noSuchGpu(index ?? 0, gpus))
    const unknown = chosen.filter(({ memoryFree }) => memoryFree === null)
    if ((asked ?? 0) > chosen.length && unknown.length > 0)
      return Result.fail(notShared(count, choice, unknown))
    return Result.succeed(
      Array.from({ length: asked ?? chosen.length }, (_, slot) => slot % chosen.length).flatMap(
        (index) => {
          const gpu = chosen[index]
          return gpu === undefined
            ? []
            : [
                {
                  environment: seeingOnly(gpu),
                  gpu: { index, memory: gpu.memoryFree, ...groupOf(gpu) },
                },
              ]
        },
      ),
    )
  }
  return Result.succeed(
    Array.from({ length: count }, (_, slot) => {
      const gpu = name === "tensorflow" ? gpus[slot % gpus.length] : undefined
      return gpu === undefined ? anywhere : { environment: seeingOnly(gpu), gpu: null }
    }),
  )
}
