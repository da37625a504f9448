import { NodeServices } from "@effect/platform-node"
import { Effect, Result } from "effect"
import { assert, constantFrom, property, string } from "fast-check"
import { describe, expect, it } from "vitest"
import { nvidiaGpus } from "../../runtime/devices/nvidiaGpus.ts"
import { gpusWithSlices, parseGpus, parseSlices } from "../../runtime/devices/nvidiaSmi.ts"
import { captured, gpusOf, programPrinting } from "./captured.ts"

describe("gpusWithSlices", () => {
  it("reads four GPUs", () => {
    const gpus = gpusOf("rtx3090x4")
    expect(gpus.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect(gpus[1]).toEqual({
      index: 1,
      uuid: "GPU-2ab81e40-0c6f-4e9d-8f27-d1b3a4c5e621",
      name: "NVIDIA GeForce RTX 3090",
      driver: "550.127.05",
      memoryTotal: 24576,
      memoryFree: 3117,
      utilization: 98,
      mig: false,
      slices: [],
    })
  })

  it("gives each GPU its slices, and nothing for what it may not know", () => {
    const [first, second, third] = gpusOf("a100mig")
    expect(first).toMatchObject({ memoryTotal: null, utilization: null, mig: true })
    expect(first?.slices).toEqual([
      { profile: "3g.40gb", uuid: "MIG-8b37c4e5-2f60-5db9-a41c-3c5d6e7f8a87" },
      { profile: "1g.10gb+me", uuid: "MIG-9c48d5f6-3a71-5eca-b52d-4d6e7f8a9b98" },
    ])
    expect(second).toMatchObject({ memoryTotal: 81920, mig: false, slices: [] })
    expect(third).toMatchObject({ mig: true, slices: [] })
  })

  it("keeps a GPU that shares the system's memory", () => {
    expect(gpusOf("gb10")).toMatchObject([
      { name: "NVIDIA GB10", memoryTotal: null, memoryFree: null, utilization: 0, mig: false },
    ])
  })

  it("reads the names of slices that old drivers give", () => {
    const slices = Result.getOrThrow(parseSlices(captured("r450mig.list")))
    expect([...slices.values()].flat().map(({ uuid }) => uuid)).toEqual([
      "MIG-GPU-be6af7b8-5c93-40ec-974f-6f8a9b0c1dba/1/0",
      "MIG-GPU-be6af7b8-5c93-40ec-974f-6f8a9b0c1dba/2/0",
    ])
  })

  it("reads lines that end as on Windows", () => {
    const windows = (name: string) => captured(name).replaceAll("\n", "\r\n")
    const read = gpusWithSlices(windows("rtx3090x4.csv"), windows("rtx3090x4.list"))
    expect(Result.getOrThrow(read)).toEqual(gpusOf("rtx3090x4"))
  })

  it("refuses a line of another form with the line, and throws at nothing", () => {
    const refused = parseGpus("0, GPU-1, NVIDIA A100, 535, many, 1, 2, Disabled\n")
    expect(Result.isFailure(refused) && refused.failure.reason).toBe("unreadable")
    expect(Result.isFailure(refused) && refused.failure.said).toContain("many")
    const lines = captured("a100mig.csv").split("\n")
    assert(
      property(string(), constantFrom(...lines), (noise, line) => {
        const read = gpusWithSlices(`${line}${noise}\n`, noise)
        expect(Result.isSuccess(read) || read.failure.reason === "unreadable").toBe(true)
      }),
    )
  })
})

const askedOf = (program: string) =>
  Effect.runPromise(Effect.result(nvidiaGpus(program)).pipe(Effect.provide(NodeServices.layer)))

describe.skipIf(process.platform === "win32")("nvidiaGpus", () => {
  it("asks both questions", async () => {
    const read = await askedOf(programPrinting("a100mig.csv", "a100mig.list", 0))
    expect(Result.getOrThrow(read)).toEqual(gpusOf("a100mig"))
  })

  it.each([
    { output: "noDriver.txt", exit: 9, said: "couldn't communicate with the NVIDIA driver" },
    { output: "versionMismatch.txt", exit: 18, said: "Driver/library version mismatch" },
  ])("passes on what a failing driver says: $said", async ({ output, exit, said }) => {
    const read = await askedOf(programPrinting(output, output, exit))
    expect(Result.isFailure(read) && read.failure.reason).toBe("failed")
    expect(Result.isFailure(read) && read.failure.said).toContain(said)
  })

  it("takes a driver that finds no device for no GPU", async () => {
    const read = await askedOf(programPrinting("noDevices.txt", "noDevices.txt", 6))
    expect(Result.getOrThrow(read)).toEqual([])
  })

  it("says that there is no nvidia-smi", async () => {
    const read = await askedOf("/nowhere/nvidia-smi")
    expect(Result.isFailure(read) && read.failure.reason).toBe("missing")
  })
})
