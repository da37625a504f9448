import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { childOutput } from "../processes/childOutput.ts"
import {
  gpuQuery,
  gpusWithSlices,
  type NvidiaGpu,
  NvidiaSmiError,
  sliceQuery,
} from "./nvidiaSmi.ts"

/** It hangs when a GPU has been lost. */
const patience = "20 seconds"

/** How it says, with exit code 6, that the driver works and finds nothing. */
const none = "No devices were found"

const ask = (
  program: string,
  args: readonly string[],
): Effect.Effect<string, NvidiaSmiError, ChildProcessSpawner.ChildProcessSpawner> =>
  childOutput(program, args).pipe(
    Effect.mapError(({ message, reason }) =>
      reason._tag === "NotFound"
        ? new NvidiaSmiError({ reason: "missing", said: "nvidia-smi is not found" })
        : new NvidiaSmiError({ reason: "failed", said: message }),
    ),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () =>
        Effect.fail(
          new NvidiaSmiError({ reason: "failed", said: `nvidia-smi did not end in ${patience}` }),
        ),
    }),
    Effect.flatMap(({ exit, stdout, stderr }) => {
      if (exit === 0) return Effect.succeed(stdout)
      if (stdout.startsWith(none)) return Effect.succeed("")
      const words = `${stdout}${stderr}`.trim().replaceAll(/\s+/g, " ")
      const said = words === "" ? `nvidia-smi left with exit code ${exit ?? "none"}` : words
      return Effect.fail(new NvidiaSmiError({ reason: "failed", said }))
    }),
  )

/** The NVIDIA GPUs of this machine; none where the driver works and finds none. */
export const nvidiaGpus = (
  program = "nvidia-smi",
): Effect.Effect<readonly NvidiaGpu[], NvidiaSmiError, ChildProcessSpawner.ChildProcessSpawner> =>
  Effect.flatMap(Effect.all([ask(program, gpuQuery), ask(program, sliceQuery)]), ([gpus, slices]) =>
    Effect.fromResult(gpusWithSlices(gpus, slices)),
  )
