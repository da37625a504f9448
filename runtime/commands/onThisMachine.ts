import { Effect, Option } from "effect"
import { type DeviceChoice, describeDevice } from "../devices/device.ts"
import { chooseSlots } from "../devices/chooseSlots.ts"
import { type DeviceSlot, environmentOfSet, largestSet } from "../devices/deviceSlots.ts"
import { virtualDevices } from "../engine/division.ts"
import { watchGpuMemory } from "../devices/gpuMemory.ts"
import { readHost } from "../devices/host.ts"
import { localExecutor } from "../executors/local/localExecutor.ts"
import { stageProcess } from "../processes/ownProcess.ts"
import { thisMachine } from "./costOf.ts"
import type { RunFlags } from "./runFlags.ts"

/** The device of a slot: with CUDA its GPU, else one for all. */
const deviceName = (choice: DeviceChoice, { gpu }: DeviceSlot): string =>
  gpu === null
    ? describeDevice(choice)
    : describeDevice({ ...choice, index: (choice.index ?? 0) + gpu.index })

/** What stages may take together: the rest is the system's and the runner's. */
export const machineMemory = (): number => Math.floor(0.9 * readHost().memory)

/** Stages as processes of this machine, in slots on a device that works here. */
export const onThisMachine = Effect.fnUntraced(function* (flags: RunFlags) {
  const { name: device } = flags.device
  const chosen = yield* chooseSlots(flags.device, Option.getOrUndefined(flags.slots), process.env)
  const place = thisMachine(chosen.length)
  const executor = Effect.gen(function* () {
    const worker = stageProcess()
    const watched = device === "cuda" ? { gpuMemoryOf: yield* watchGpuMemory() } : {}
    return localExecutor({
      slots: chosen.length,
      devices: chosen.map((slot) => deviceName(flags.device, slot)),
      memory: Option.getOrElse(flags.memory, machineMemory),
      gpuOf: (slot) => chosen[slot]?.gpu ?? null,
      ...watched,
      // Its environment shows a worker the GPUs of its slots alone, from number 0.
      device,
      environmentOf: (slots) => ({
        ...worker.environment,
        ...environmentOfSet(slots.flatMap((slot) => chosen[slot] ?? [])),
      }),
      threadsPerSlot: place.threads,
      workerCommand: worker.command,
    })
  })
  const most = device === "xla:cpu" ? virtualDevices : largestSet(chosen.map(({ gpu }) => gpu))
  return { place, executor, slurm: null, most }
})
