import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { deviceNames } from "../../runtime/devices/device.ts"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const study = fileURLToPath(new URL("../acceptance/small.ts", import.meta.url))
const timeout = 120_000

describe("ablate devices", () => {
  it("lists every device, and why it cannot be used", { timeout }, async () => {
    const { code, stdout } = await ablate(["devices", "--json"], temporaryFolder())
    expect(code).toBe(0)
    const { host, devices } = JSON.parse(stdout)
    expect(host.cores).toBeGreaterThanOrEqual(1)
    expect(host.memory).toBeLessThanOrEqual(host.memoryInstalled)
    const names: readonly string[] = devices.map(({ device }: { device: string }) => device)
    expect(names).toEqual(deviceNames)
    for (const { usable, obstacles } of devices) expect(obstacles.length === 0).toBe(usable)
    expect(devices[0].usable).toBe(true)
  })
})

describe("ablate run --device", () => {
  it("refuses a name that there is not, with the list", { timeout }, async () => {
    const { code, stderr } = await ablate(["run", study, "--device", "gpu"], temporaryFolder())
    expect(code).toBe(2)
    expect(stderr).toContain("cpu, webgpu, cuda, xla:cpu, tensorflow, eager")
  })

  it("says before anything runs what cuda lacks", { timeout }, async () => {
    // An empty value hides every GPU, where there are any.
    const hidden = { CUDA_VISIBLE_DEVICES: "" }
    const ended = await ablate(["run", study, "--device", "cuda"], temporaryFolder(), hidden)
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain("--device cuda cannot be used")
    expect(ended.stderr).toContain("hint:")
    expect(ended.stdout).toBe("")
  })
})
