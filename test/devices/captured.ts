import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Result } from "effect"
import { gpusWithSlices, type NvidiaGpu } from "../../runtime/devices/nvidiaSmi.ts"

const path = (name: string): string => join(import.meta.dirname, "fixtures", name)

/**
 * Outputs of nvidia-smi in the forms that users have shown, with other UUIDs:
 * four GPUs in psalias2006/gpu-hot#64; slices in influxdata/telegraf#5812; permissions in MIG mode in
 * Stability-AI/StableSwarmUI#388; a GB10 in llamastash/llamastash#60; slices of R450 and R460 in
 * NVIDIA's MIG user guide; failures in GoogleCloudPlatform/compute-gpu-installation#18 (exit code 9)
 * and anderskm/gputil#55 (18).
 */
export const captured = (name: string): string => readFileSync(path(name), "utf8")

/** The GPUs of a captured machine. */
export const gpusOf = (machine: "rtx3090x4" | "a100mig" | "gb10"): readonly NvidiaGpu[] =>
  Result.getOrThrow(gpusWithSlices(captured(`${machine}.csv`), captured(`${machine}.list`)))

/** A program that prints captured outputs and leaves with an exit code, as nvidia-smi did. */
export const programPrinting = (query: string, list: string, exit: number): string => {
  const program = join(mkdtempSync(join(tmpdir(), "ablate-smi-")), "nvidia-smi")
  const script = `#!/bin/sh\nif [ "$1" = -L ]; then cat '${path(list)}'; else cat '${path(query)}'; fi\nexit ${exit}\n`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  return program
}
