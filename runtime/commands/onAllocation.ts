import { Effect, Option } from "effect"
import { describeDevice } from "../devices/device.ts"
import { largestSet, type SlotGpu } from "../devices/deviceSlots.ts"
import { isInAllocation, readAllocation, stepOn } from "../executors/slurm/allocation.ts"
import { localExecutor } from "../executors/local/localExecutor.ts"
import { Faulty } from "../faults/faulty.ts"
import { stageProcess } from "../processes/ownProcess.ts"
import { fault } from "../../dsl/fault.ts"
import { flagFaults, usesGpu } from "./clusterFlags.ts"
import type { RunFlags } from "./runFlags.ts"

/**
 * Stages as steps (`srun`) on the nodes of the allocation that this process runs in: a slot a node, or a GPU
 * of it; `--slots` are dealt out to the nodes.
 */
export const onAllocation = Effect.fnUntraced(function* (flags: RunFlags) {
  const faults = [
    ...flagFaults(flags),
    ...(isInAllocation(process.env)
      ? []
      : [fault({ what: "--on allocation: this is none", hint: "salloc, or sbatch" })]),
  ]
  if (faults.length > 0) return yield* new Faulty({ faults })
  const { nodes, cpus, memory, gpus } = yield* readAllocation(process.env)
  const hasGpu = usesGpu(flags)
  const slots = Option.getOrElse(flags.slots, () => nodes.length * (hasGpu ? gpus : 1))
  const onNode = Math.ceil(slots / nodes.length)
  const threads = Math.max(1, Math.floor(cpus / onNode))
  const shareOf = (cards: number) => ({
    cpus: threads * cards,
    memory: memory === null ? null : Math.floor(memory / onNode) * cards,
    gres: hasGpu ? `gpu:${cards}` : null,
  })
  const nodeOf = (slot = 0) => nodes[slot % nodes.length] ?? ""
  // Cards of a node divide a batch among them; Slurm counts what their memory takes.
  const gpuOf = (slot: number): SlotGpu | null =>
    hasGpu ? { index: slot, memory: null, group: nodeOf(slot) } : null
  const { command, environment } = stageProcess()
  const { name: device } = flags.device
  return {
    place: { slots, threads, host: null },
    executor: Effect.succeed(
      localExecutor({
        slots,
        device,
        devices: Array.from(
          { length: slots },
          (_, slot) => `${describeDevice(flags.device)} of ${nodeOf(slot)}`,
        ),
        threadsPerSlot: threads,
        workerCommand: command,
        environmentOf: () => environment,
        gpuOf,
        elsewhere: ([slot, ...others]) => ({
          host: nodeOf(slot),
          by: stepOn(nodeOf(slot), shareOf(1 + others.length)),
        }),
      }),
    ),
    slurm: null,
    most: Math.min(gpus, largestSet(Array.from({ length: slots }, (_, slot) => gpuOf(slot)))),
  }
})
