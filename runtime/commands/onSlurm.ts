import { join, resolve } from "node:path"
import { Effect, Option } from "effect"
import { slurmProfile } from "../../dsl/config.ts"
import type { SlurmProfile } from "../../dsl/cluster.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { configFor, readConfig } from "../check/configFile.ts"
import { slurmExecutor } from "../executors/slurm/slurmExecutor.ts"
import type { SlurmOptions } from "../executors/slurm/slurmOptions.ts"
import { Faulty } from "../faults/faulty.ts"
import { ownProcess, stageProcess } from "../processes/ownProcess.ts"
import { flagFaults, usesGpu } from "./clusterFlags.ts"
import type { RunFlags } from "./runFlags.ts"

const refuse = (...faults: readonly Fault[]): Faulty => new Faulty({ faults })

/** The profile that the flags name, of the configuration for an experiment file. */
const profileFor = Effect.fnUntraced(function* (file: string, flags: RunFlags) {
  const found = configFor(file)
  const name = Option.getOrElse(flags.profile, () => "default")
  if (found === undefined)
    return yield* refuse(
      fault({
        what: "there is no ablate.config.ts that says how to ask the cluster for jobs",
        where: { file: resolve(file) },
        expected:
          'beside the experiment or above it: import { defineConfig } from "ablate"; export default defineConfig({ slurm: { default: { partition: "gpu" } } })',
        hint: "docs/cluster.md lists the fields; all of them have defaults",
      }),
    )
  const profile = slurmProfile(yield* readConfig(found), name)
  if (profile === undefined)
    return yield* refuse(
      fault({
        what: `ablate.config.ts has no profile "${name}"`,
        where: { file: found, field: "slurm" },
        hint: "--profile NAME takes another one",
      }),
    )
  return profile
})

/** Stages as jobs of a Slurm cluster, as a profile of `ablate.config.ts` asks for them. */
export const onSlurm = Effect.fnUntraced(function* (file: string, folder: string, flags: RunFlags) {
  const faults = flagFaults(flags)
  if (faults.length > 0) return yield* refuse(...faults)
  const found = yield* profileFor(file, flags)
  const profile: SlurmProfile = {
    ...found,
    stages: Option.getOrElse(flags.slots, () => found.stages),
  }
  const { name: device } = flags.device
  const worker = stageProcess()
  const options: SlurmOptions = {
    folder: join(resolve(folder), "slurm"),
    profile,
    device,
    usesGpu: usesGpu(flags),
    workerCommand: worker.command,
    environment: worker.environment,
    command: [...ownProcess("runtime/commands/main.ts"), "worker"],
  }
  return {
    place: { slots: profile.stages, threads: profile.cpus, host: null },
    executor: Effect.succeed(slurmExecutor(options)),
    slurm: options,
    // Slurm itself refuses what no node has.
    most: null,
  }
})
