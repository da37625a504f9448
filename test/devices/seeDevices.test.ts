import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { cudaDevices } from "../../runtime/devices/cudaDevices.ts"
import { devicesData, devicesText } from "../../runtime/devices/devicesReport.ts"
import { type NvidiaGpu, NvidiaSmiError } from "../../runtime/devices/nvidiaSmi.ts"
import { cudaObstacles, type Nvidia } from "../../runtime/devices/seeDevices.ts"
import { gpusOf } from "./captured.ts"

const linux = { system: "linux", architecture: "x64" }

const plugin = "xla_cuda_plugin.so"

const seen = (gpus: readonly NvidiaGpu[], visible?: string): Nvidia => ({
  gpus: Result.succeed(gpus),
  visible,
  devices: cudaDevices(gpus, visible),
})

const failing = (reason: NvidiaSmiError["reason"], said: string): Nvidia => ({
  gpus: Result.fail(new NvidiaSmiError({ reason, said })),
  visible: undefined,
  devices: [],
})

const why = (...args: Parameters<typeof cudaObstacles>) =>
  cudaObstacles(...args).map((obstacle) => obstacle.why)

describe("cudaObstacles", () => {
  it("are none with a GPU and a plugin", () => {
    expect(why(linux, seen(gpusOf("rtx3090x4")), plugin)).toEqual([])
  })

  it("are all that is in the way, with what to install", () => {
    const obstacles = cudaObstacles(linux, failing("missing", ""), undefined)
    expect(obstacles.map((obstacle) => obstacle.why)).toEqual([
      "there is no NVIDIA driver: nvidia-smi is not found",
      "there is no PJRT plugin of XLA for cuda",
    ])
    expect(obstacles[1]?.hint).toContain("ablate devices install cuda")
  })

  it("tell a driver that fails from GPUs that are hidden, sliced or not there", () => {
    expect(why(linux, failing("failed", "NVIDIA-SMI has failed"), plugin)).toEqual([
      "NVIDIA-SMI has failed",
    ])
    expect(why(linux, seen([]), plugin)).toEqual(["there is no NVIDIA GPU"])
    expect(why(linux, seen(gpusOf("rtx3090x4"), "7"), plugin)).toEqual([
      'CUDA_VISIBLE_DEVICES="7" hides all of 4 GPUs',
    ])
    expect(why(linux, seen(gpusOf("a100mig").slice(2)), plugin)).toEqual([
      "every GPU is in MIG mode and has no slice",
    ])
  })

  it("are the system itself where XLA has no CUDA", () => {
    const windows = { system: "win32", architecture: "x64" }
    expect(why(windows, seen(gpusOf("rtx3090x4")), undefined)).toHaveLength(1)
  })
})

describe("the report", () => {
  const host = {
    ...linux,
    processor: "a processor",
    cores: 8,
    coresInstalled: 64,
    memory: 32 * 2 ** 30,
    memoryInstalled: 256 * 2 ** 30,
  }
  const obstacle = { why: "no driver", hint: "install one" }
  const devices = [
    { device: "cpu", runs: "compiled", on: ["8 cores"], obstacles: [] },
    { device: "webgpu", runs: "compiled", on: [], obstacles: [obstacle] },
  ] as const

  it("shows what there is, what may be used, and why not", () => {
    expect(devicesText({ host, nvidia: seen(gpusOf("a100mig"), "0"), devices })).toBe(
      `CPU     8 of 64 cores, a processor
memory  32.0 GiB of 256.0 GiB
GPU 0   NVIDIA A100-SXM4-80GB, MIG mode, driver 535.161.08
        GPU-5e04f1b2-9c3d-4a86-b1e9-0f2a3b4c5d54
        slice 3g.40gb  MIG-8b37c4e5-2f60-5db9-a41c-3c5d6e7f8a87
        slice 1g.10gb+me  MIG-9c48d5f6-3a71-5eca-b52d-4d6e7f8a9b98
GPU 1   NVIDIA A100-SXM4-80GB, 81920 MiB, 81050 free, 0 % busy, driver 535.161.08
        GPU-6f15a2c3-0d4e-4b97-82fa-1a3b4c5d6e65
GPU 2   NVIDIA A100-SXM4-80GB, 81920 MiB, 81050 free, MIG mode, driver 535.161.08
        GPU-7a26b3d4-1e5f-4ca8-930b-2b4c5d6e7f76
        CUDA_VISIBLE_DEVICES=0

--device cpu        yes  compiled
                         on: 8 cores
--device webgpu     no   compiled
                         why not: no driver
                         hint: install one`,
    )
  })

  it("is data that survives JSON", () => {
    const data = devicesData({ host, nvidia: failing("failed", "no driver"), devices })
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
    expect(data.nvidia.problem).toEqual({ reason: "failed", said: "no driver" })
    expect(data.devices.map(({ usable }) => usable)).toEqual([true, false])
  })
})
