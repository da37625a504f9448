import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Device } from "../device.ts"
import type { Provider } from "./native/ortSession.ts"

/** A device that ONNX Runtime reaches through a provider. */
export interface Accelerator {
  readonly provider: Provider
  /** Name and device of its memory, as OrtMemoryInfo has them. */
  readonly memory: { readonly name: string; readonly device: number }
  readonly config: Readonly<Record<string, string>>
  /** What to do where it cannot be started. */
  readonly hint: string
}

/** How a device of the kind is reached. */
export const acceleratorOf = (
  device: Extract<Device, { kind: "webgpu" | "cuda" }>,
): Accelerator => {
  // What a provider lacks would otherwise run on the CPU, and nobody would be told.
  const config = { "session.disable_cpu_ep_fallback": "1" }
  if (device.kind === "webgpu")
    return {
      provider: { name: "WebGPU", options: {} },
      memory: { name: "WebGPU_Buffer", device: 0 },
      config,
      hint: "install a driver for Vulkan, Metal or Direct3D 12 (on Linux also libvulkan1), or choose the device cpu",
    }
  return {
    provider: {
      name: "CUDA",
      options: {
        device_id: String(device.deviceId),
        // TensorFloat-32 keeps 10 bits of a float's 23; a search may choose another algorithm each time.
        use_tf32: "0",
        cudnn_conv_algo_search: "HEURISTIC",
      },
    },
    memory: { name: "Cuda", device: device.deviceId },
    config: { ...config, "session.use_deterministic_compute": "1" },
    hint: 'run "node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12" on a machine with CUDA 12 and cuDNN 9, or choose the device cpu',
  }
}

/** The fault of nodes (named by their kind and number) that a provider lacks. */
export const lackingFault = (provider: string, nodes: readonly string[]): Fault => {
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const kind = node.split(" ")[0] ?? node
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const kinds = [...counts].map(([kind, count]) =>
    count === 1 ? kind : `${kind} (${count} times)`,
  )
  return fault({
    what: `ONNX Runtime's ${provider} provider lacks operations of the program: ${kinds.sort().join(", ")}`,
    where: {},
    expected: "every operation to run on the device",
    hint: "write the program with other operations, or choose the device cpu",
  })
}
