import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { cudaOfDriver } from "../../../runtime/devices/install/cudaOfDriver.ts"
import { type NvidiaGpu, NvidiaSmiError } from "../../../runtime/devices/nvidiaSmi.ts"
import { gpusOf } from "../captured.ts"

const [gpu] = gpusOf("rtx3090x4")

const withDriver = (driver: string | null) =>
  cudaOfDriver({ gpus: Result.succeed<readonly NvidiaGpu[]>(gpu ? [{ ...gpu, driver }] : []) })

const faultOf = (answer: ReturnType<typeof cudaOfDriver>) =>
  Result.isFailure(answer) ? answer.failure.faults[0] : undefined

// Table of "CUDA Compatibility", minor version compatibility: CUDA 13.x needs 580, CUDA 12.x 525.
describe("cudaOfDriver", () => {
  it.each([
    ["580.65.06", 13],
    ["590.10", 13],
    ["575.57.08", 12],
    ["525.60.13", 12],
  ])("takes for driver %s CUDA %i", (driver, cuda) => {
    expect(withDriver(driver)).toEqual(Result.succeed(cuda))
  })

  it("refuses a driver that serves neither", () => {
    expect(faultOf(withDriver("470.256.02"))).toMatchObject({
      what: "the NVIDIA driver is 470.256.02",
      expected: expect.stringContaining("525"),
    })
  })

  it("asks for --cuda where there is no driver to ask", () => {
    const missing = new NvidiaSmiError({ reason: "missing", said: "" })
    for (const answer of [cudaOfDriver({ gpus: Result.fail(missing) }), withDriver(null)])
      expect(faultOf(answer)?.hint).toContain("--cuda 13")
  })
})
