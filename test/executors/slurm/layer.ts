import { join } from "node:path"
import { slurmExecutor } from "../../../runtime/executors/slurm/slurmExecutor.ts"
import type { SlurmOptions } from "../../../runtime/executors/slurm/slurmOptions.ts"
import type { SlurmProfile } from "../../../dsl/cluster.ts"
import { ownProcess } from "../../../runtime/processes/ownProcess.ts"
import { workerCommand } from "../../schedule/runs.ts"

/** A profile for the pretended nodes: small jobs that start at once. */
export const profile: SlurmProfile = {
  partition: null,
  account: null,
  qos: null,
  constraint: null,
  gres: "gpu:1",
  modules: [],
  setup: [],
  flags: [],
  cpus: 1,
  memoryGB: 1,
  hours: 1,
  margin: 1.5,
  moreMemory: 2,
  stages: 100,
  submitsPerMinute: 600,
  array: 100,
  packSeconds: 60,
  packAtOnce: 4,
}

/** Slurm with the fixtures' worker: jobs are written down below `root`. */
export const slurmFor = (
  root: string,
  changes: Partial<SlurmProfile> = {},
  options: Partial<SlurmOptions> = {},
) =>
  slurmExecutor({
    folder: join(root, "slurm"),
    profile: { ...profile, ...changes },
    device: "cpu",
    usesGpu: false,
    workerCommand,
    environment: {},
    command: [...ownProcess("runtime/commands/main.ts"), "worker"],
    stopWithin: 2000,
    pollEvery: 500,
    ...options,
  })
