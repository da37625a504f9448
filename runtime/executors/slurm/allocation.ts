import { Effect } from "effect"
import type { Environment } from "../../files/environment.ts"
import type { ExecutorError } from "../executor.ts"
import { slurm } from "./programs.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** Nodes that `salloc` or `sbatch` gave to the shell that this process runs in. */
export interface Allocation {
  readonly nodes: readonly string[]
  /** Of the node that has the fewest. */
  readonly cpus: number
  /** MiB of a node that belong to the allocation; null where Slurm does not count them. */
  readonly memory: number | null
  /** GPUs of a node; 0 without any. */
  readonly gpus: number
}

/** Whether this process runs in an allocation. */
export const isInAllocation = (environment: Environment): boolean =>
  environment["SLURM_JOB_ID"] !== undefined && environment["SLURM_JOB_NODELIST"] !== undefined

/** The fewest of `8(x2),4`: eight on two nodes each, four on one. */
const fewest = (counts: string): number =>
  Math.min(...counts.split(",").map((count) => Number.parseInt(count, 10)))

const numberIn = (text: string | undefined): number | null =>
  text === undefined || !/^\d+/.test(text) ? null : Number.parseInt(text, 10)

/** The allocation, as Slurm describes it in the environment. */
export const readAllocation = Effect.fnUntraced(function* (
  environment: Environment,
): Effect.fn.Return<Allocation, ExecutorError, Spawner> {
  const names = yield* slurm("scontrol", [
    "show",
    "hostnames",
    environment["SLURM_JOB_NODELIST"] ?? "",
  ])
  const cpus = fewest(environment["SLURM_JOB_CPUS_PER_NODE"] ?? "1")
  const ofProcessor = numberIn(environment["SLURM_MEM_PER_CPU"])
  return {
    nodes: names.trim().split("\n"),
    cpus,
    memory:
      numberIn(environment["SLURM_MEM_PER_NODE"]) ??
      (ofProcessor === null ? null : ofProcessor * cpus),
    gpus: numberIn(environment["SLURM_GPUS_ON_NODE"]) ?? 0,
  }
})

/** What a step of an allocation gets: as many of them as go on a node share it equally. */
export interface Share {
  readonly cpus: number
  /** MiB; null where Slurm does not count them. */
  readonly memory: number | null
  readonly gres: string | null
}

/** `srun` before the command of a step on one of the nodes. */
export const stepOn = (node: string, { cpus, memory, gres }: Share): readonly string[] => [
  "srun",
  "--quiet",
  "--nodes=1",
  "--ntasks=1",
  "--exact",
  `--nodelist=${node}`,
  `--cpus-per-task=${cpus}`,
  ...(memory === null ? [] : [`--mem=${memory}M`]),
  `--gres=${gres ?? "none"}`,
]
