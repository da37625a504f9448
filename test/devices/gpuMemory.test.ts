import { chmodSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { parseProcesses, watchGpuMemory } from "../../runtime/devices/gpuMemory.ts"

describe("parseProcesses", () => {
  it("reads lines of --query-compute-apps=pid,used_memory in MiB, one a process and GPU", () => {
    const output = "1234, 2048\n1234, 16\n77, [N/A]\n88, 0\n"
    expect([...parseProcesses(output)]).toEqual([
      [1234, 2064 * 1024 ** 2],
      [88, 0],
    ])
    expect(parseProcesses("").size).toBe(0)
    expect(parseProcesses("No running processes found\n").size).toBe(0)
  })
})

/** A program that prints 300 for process 42 when first asked, 100 afterwards. */
const falling = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-smi-"))
  const program = join(folder, "nvidia-smi")
  writeFileSync(
    program,
    `#!/bin/sh\nif mkdir '${folder}/asked' 2>/dev/null; then echo '42, 300'; else echo '42, 100'; fi\n`,
  )
  chmodSync(program, 0o755)
  return program
}

const watched = (program: string, wait: number) =>
  Effect.gen(function* () {
    const peakOf = yield* watchGpuMemory(program)
    yield* Effect.sleep(wait)
    return [peakOf(42), peakOf(43)]
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)

describe("watchGpuMemory", () => {
  it("keeps the most that a process was seen to hold", async () => {
    expect(await watched(falling(), 3000)).toEqual([300 * 1024 ** 2, null])
  })

  it("knows nothing where there is no nvidia-smi", async () => {
    expect(await watched(join(tmpdir(), "no-such-program"), 50)).toEqual([null, null])
  })
})
