import { fault, type Fault } from "../../../dsl/fault.ts"
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

export const webgpu: Accelerator = {
  provider: { name: "WebGPU", options: {} },
  memory: { name: "WebGPU_Buffer", device: 0 },
  // What it lacks would otherwise run on the CPU, and nobody would be told.
  config: { "session.disable_cpu_ep_fallback": "1" },
  hint: "install a driver for Vulkan, Metal or Direct3D 12 (on Linux also libvulkan1), or choose the device cpu",
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
