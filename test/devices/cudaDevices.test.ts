import { describe, expect, it } from "vitest"
import { cudaDevices } from "../../runtime/devices/cudaDevices.ts"
import { gpusOf } from "./captured.ts"

const four = gpusOf("rtx3090x4")
const mig = gpusOf("a100mig")

/** Beginnings of UUIDs, enough to tell them apart. */
const seen = (gpus: typeof four, visible?: string) =>
  cudaDevices(gpus, visible).map(({ uuid }) => uuid.slice(0, 5))

describe("cudaDevices", () => {
  it("are the GPUs, or the slices of those in MIG mode", () => {
    expect(seen(four)).toEqual(["GPU-1", "GPU-2", "GPU-3", "GPU-4"])
    expect(seen(mig)).toEqual(["MIG-8", "MIG-9", "GPU-6"])
    expect(cudaDevices(mig, undefined)[0]?.name).toBe("NVIDIA A100-SXM4-80GB, 3g.40gb")
  })

  // The cases of the CUDA C++ Programming Guide, "CUDA Environment Variables", CUDA_VISIBLE_DEVICES.
  it.each([
    { visible: "0,1", expected: ["GPU-1", "GPU-2"] },
    { visible: "3, 0", expected: ["GPU-4", "GPU-1"] },
    { visible: "GPU-3c52d7f8", expected: ["GPU-3"] },
    { visible: "2,7,0", expected: ["GPU-3"] },
    { visible: "", expected: [] },
    { visible: "-1", expected: [] },
    { visible: "0,-1,1", expected: ["GPU-1"] },
    { visible: "NoDevFiles", expected: [] },
  ])('of CUDA_VISIBLE_DEVICES="$visible" are those before the first that there is not', (each) => {
    expect(seen(four, each.visible)).toEqual(each.expected)
  })

  it("of a MIG slice's UUID is that slice, of a number the first slice", () => {
    expect(seen(mig, "MIG-9c48d5f6-3a71-5eca-b52d-4d6e7f8a9b98")).toEqual(["MIG-9"])
    expect(seen(mig, "0")).toEqual(["MIG-8"])
    expect(seen(mig, "2")).toEqual([])
  })
})
