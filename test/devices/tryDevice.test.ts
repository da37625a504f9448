import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { failureIn, tryDevice } from "../../runtime/devices/tryDevice.ts"

const ended = { stdout: "", stderr: "", exit: 0 }

describe("tryDevice", () => {
  it("finds nothing wrong with the CPU", { timeout: 60_000 }, async () => {
    const tried = tryDevice("cpu").pipe(Effect.provide(NodeServices.layer))
    expect(await Effect.runPromise(tried)).toBeUndefined()
  })
})

describe("failureIn", () => {
  it("is the answer's, with the line of the log that says why", () => {
    const failure = "Failed to get a WebGPU adapter: No supported adapters"
    // What Dawn prints on a machine without a Vulkan loader.
    const stderr =
      "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory\n    at operator() (BackendVk.cpp:368)\n"
    const stdout = `noise\n\n${JSON.stringify({ failure })}\n`
    expect(failureIn({ ...ended, stdout, stderr })).toBe(
      `${failure} (Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory)`,
    )
    expect(failureIn({ ...ended, stdout })).toBe(failure)
    expect(failureIn({ ...ended, stdout: '{"failure":null}\n', stderr })).toBeUndefined()
  })

  it("leaves the places in ONNX Runtime's source away", () => {
    const failure =
      "cannot use WebGPU: /onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n"
    expect(failureIn({ ...ended, stdout: `${JSON.stringify({ failure })}\n` })).toBe(
      "cannot use WebGPU: Failed to get a WebGPU adapter: No supported adapters",
    )
  })

  it("tells a crash from an end without a word", () => {
    expect(failureIn({ ...ended, exit: null })).toContain("crashes")
    expect(failureIn({ ...ended, exit: 3 })).toContain("exit code 3")
    expect(failureIn({ ...ended, exit: null, stdout: "not an answer" })).toContain("crashes")
  })
})
