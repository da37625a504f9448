import { Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { type DeviceChoice, describeDevice } from "../device.ts"
import type { CudaDevice } from "./cudaDevices.ts"

/** Where one stage at a time runs. */
export interface DeviceSlot {
  /** What its workers get in their environment. */
  readonly environment: Readonly<Record<string, string>>
}

/** A process that sees this GPU alone, as its number 0. */
const onGpu = ({ uuid }: CudaDevice): DeviceSlot => ({
  environment: { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: uuid },
})

const anywhere: DeviceSlot = { environment: {} }

const tooFew = (asked: number, choice: DeviceChoice, there: number): readonly Fault[] => [
  {
    what: `--slots ${asked} asks for more GPUs than --device ${describeDevice(choice)} has`,
    where: {},
    expected: `at most ${there}: one stage a GPU`,
    mend: "leave --slots away",
  },
]

const noSuchGpu = (index: number, gpus: readonly CudaDevice[]): readonly Fault[] => [
  {
    what: `there is no GPU ${index}`,
    where: {},
    expected:
      gpus.length === 0
        ? "a GPU"
        : `cuda:0${gpus.length === 1 ? "" : ` to cuda:${gpus.length - 1}`}`,
    mend: "ablate devices lists them",
  },
]

/**
 * The slots of a run, `asked` or else 1, or one for each GPU with CUDA. A slot of CUDA has a GPU of its
 * own; with TensorFlow the GPUs, if there are any, are dealt out in turn, as it takes one a process.
 */
export const deviceSlots = (
  choice: DeviceChoice,
  gpus: readonly CudaDevice[],
  asked: number | undefined,
): Result.Result<readonly DeviceSlot[], readonly Fault[]> => {
  const { name, index } = choice
  const count = asked ?? 1
  if (count < 1)
    return Result.fail([{ what: `--slots is ${count}`, where: {}, expected: "1 or more" }])
  if (name === "cuda") {
    const chosen = index === undefined ? gpus : gpus.slice(index, index + 1)
    if (chosen.length === 0) return Result.fail(noSuchGpu(index ?? 0, gpus))
    return (asked ?? 0) > chosen.length
      ? Result.fail(tooFew(count, choice, chosen.length))
      : Result.succeed(chosen.slice(0, asked).map(onGpu))
  }
  return Result.succeed(
    Array.from({ length: count }, (_, slot) => {
      const gpu = name === "tensorflow" ? gpus[slot % gpus.length] : undefined
      return gpu === undefined ? anywhere : onGpu(gpu)
    }),
  )
}
