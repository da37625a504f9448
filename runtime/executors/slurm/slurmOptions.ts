import type { SlurmProfile } from "../../../dsl/cluster.ts"

/** How Slurm does the work. */
export interface SlurmOptions {
  /** Where it is written down what is handed in: a folder on the file system that the nodes share. */
  readonly folder: string
  readonly profile: SlurmProfile
  readonly device: string
  /** Whether stages get a GPU. */
  readonly usesGpu: boolean
  /** Program and arguments of a worker; the spec comes last. */
  readonly workerCommand: readonly [string, ...(readonly string[])]
  /** What a worker gets in its environment beside its node's. */
  readonly environment: Readonly<Record<string, string>>
  /** Program and arguments of `ablate worker`, which tasks run with their orders. */
  readonly command: readonly string[]
  /** Time a worker has to checkpoint and leave, ms. Default: 20 seconds, and less than Slurm's KillWait. */
  readonly stopWithin?: number
  /** How often Slurm is asked, ms. Default: 10 seconds. */
  readonly pollEvery?: number
}
