import { Result } from "effect"
import { array, assert, constantFrom, integer, option, property, uuid } from "fast-check"
import { describe, expect, it } from "vitest"
import { cudaDevices } from "../../runtime/devices/cudaDevices.ts"
import { deviceSlots, environmentOfSet, largestSet } from "../../runtime/devices/deviceSlots.ts"
import { type DeviceChoice, deviceNames, parseDevice } from "../../runtime/devices/device.ts"
import { gpusOf } from "./captured.ts"

const gpus = cudaDevices(gpusOf("rtx3090x4"), undefined)

const on = (text: string): DeviceChoice => parseDevice(text) ?? expect.fail(text)

const slots = (text: string, asked?: number, found = gpus) =>
  Result.map(deviceSlots(on(text), found, asked), (made) =>
    made.map(({ environment }) => environment["CUDA_VISIBLE_DEVICES"]?.slice(0, 5)),
  )

const faults = (text: string, asked?: number, found = gpus) => {
  const made = slots(text, asked, found)
  return Result.isFailure(made) ? made.failure.map(({ what }) => what) : []
}

describe("deviceSlots", () => {
  it("are one a GPU with cuda, each process seeing its GPU alone", () => {
    expect(slots("cuda")).toEqual(Result.succeed(["GPU-1", "GPU-2", "GPU-3", "GPU-4"]))
    expect(slots("cuda", 2)).toEqual(Result.succeed(["GPU-1", "GPU-2"]))
    expect(slots("cuda:2")).toEqual(Result.succeed(["GPU-3"]))
    const [first] = Result.getOrThrow(deviceSlots(on("cuda"), gpus, undefined))
    expect(first?.environment).toEqual({
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: gpus[0]?.uuid,
    })
  })

  it("of cuda beyond the GPUs share them in turn, with the memory that is free", () => {
    expect(slots("cuda", 5)).toEqual(Result.succeed(["GPU-1", "GPU-2", "GPU-3", "GPU-4", "GPU-1"]))
    expect(slots("cuda:2", 2)).toEqual(Result.succeed(["GPU-3", "GPU-3"]))
    const made = Result.getOrThrow(deviceSlots(on("cuda"), gpus, 5))
    // Column memory.free of the captured output, in MiB.
    const free = gpusOf("rtx3090x4").map(({ memoryFree }) => (memoryFree ?? Number.NaN) * 1024 ** 2)
    expect(made.map(({ gpu }) => gpu)).toEqual(
      [0, 1, 2, 3, 0].map((index) => ({ index, memory: free[index] })),
    )
  })

  it("show the worker of a stage with several slots all of their GPUs", () => {
    const made = Result.getOrThrow(deviceSlots(on("cuda"), gpus, undefined))
    expect(environmentOfSet(made.slice(1, 3))).toEqual({
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: `${gpus[1]?.uuid},${gpus[2]?.uuid}`,
    })
    expect(environmentOfSet([])).toEqual({})
    expect(largestSet(made.map(({ gpu }) => gpu))).toBe(4)
    expect(largestSet([null, null])).toBe(1)
    const shared = Result.getOrThrow(deviceSlots(on("cuda:2"), gpus, 2))
    expect(largestSet(shared.map(({ gpu }) => gpu))).toBe(1)
    // CUDA shows a process one slice at most (NVIDIA's MIG guide, "CUDA Device Enumeration").
    const slices = [1, 2].map((slice) => ({ uuid: `MIG-${slice}`, name: "", memoryFree: null }))
    const ofSlices = Result.getOrThrow(deviceSlots(on("cuda"), slices, undefined))
    expect(largestSet(ofSlices.map(({ gpu }) => gpu))).toBe(1)
  })

  it("count cuda:N among the GPUs that may be seen", () => {
    const visible = cudaDevices(gpusOf("rtx3090x4"), "3,1")
    expect(slots("cuda:1", undefined, visible)).toEqual(Result.succeed(["GPU-2"]))
    expect(faults("cuda:2", undefined, visible)).toEqual(["there is no GPU 2"])
  })

  it("are as many as asked elsewhere; TensorFlow takes the GPUs in turn", () => {
    expect(slots("cpu", 2)).toEqual(Result.succeed([undefined, undefined]))
    expect(slots("webgpu")).toEqual(Result.succeed([undefined]))
    expect(slots("tensorflow", 2, [])).toEqual(Result.succeed([undefined, undefined]))
    expect(slots("tensorflow", 5)).toEqual(
      Result.succeed(["GPU-1", "GPU-2", "GPU-3", "GPU-4", "GPU-1"]),
    )
  })

  it("refuse what there is not", () => {
    const slices = cudaDevices(gpusOf("a100mig"), undefined).slice(0, 2)
    expect(faults("cuda", 3, slices)).toEqual([
      "--slots 3 asks for more than --device cuda has GPUs, and their memory is not told, so they cannot be shared: NVIDIA A100-SXM4-80GB, 3g.40gb; NVIDIA A100-SXM4-80GB, 1g.10gb+me",
    ])
    expect(faults("cuda", undefined, [])).toEqual(["there is no GPU 0"])
    expect(faults("cpu", 0)).toEqual(["--slots is 0"])
    expect(faults("cuda", 0)).toEqual(["--slots is 0"])
  })

  it("never share a GPU with cuda whose memory is not known, and are never none", () => {
    const machines = array(uuid(), { maxLength: 8 }).map((ids) =>
      [...new Set(ids)].map((id) => ({ uuid: `GPU-${id}`, name: "a GPU", memoryFree: null })),
    )
    assert(
      property(
        machines,
        constantFrom(...deviceNames),
        option(integer({ min: -1, max: 9 }), { nil: undefined }),
        (found, name, asked) => {
          const made = deviceSlots({ name, index: undefined }, found, asked)
          if (Result.isFailure(made)) return
          const given = made.success.map(({ environment }) => environment["CUDA_VISIBLE_DEVICES"])
          const all = name === "cuda" ? found.length : 1
          expect(given).toHaveLength(asked ?? all)
          expect(given.length).toBeGreaterThan(0)
          expect(name === "cuda" ? new Set(given).size : given.length).toBe(given.length)
        },
      ),
    )
  })
})

describe("parseDevice", () => {
  it.each([
    ["cpu", { name: "cpu", index: undefined }],
    ["cuda", { name: "cuda", index: undefined }],
    ["cuda:1", { name: "cuda", index: 1 }],
    ["xla:cpu", { name: "xla:cpu", index: undefined }],
    ["xla:cpu:1", undefined],
    ["xla", undefined],
    ["gpu", undefined],
    ["cpu:1", undefined],
    ["cuda:", undefined],
    ["cuda:-1", undefined],
    ["CUDA", undefined],
  ])("of %s", (text, expected) => {
    expect(parseDevice(text)).toEqual(expected)
  })
})
