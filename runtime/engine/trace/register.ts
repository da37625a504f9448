import * as tf from "@tensorflow/tfjs"
import { tracingBackend } from "../fused.ts"
import { TraceBackend } from "./backend.ts"
import { kernels } from "./kernels/index.ts"
import { type Kernel, UnsupportedUse } from "./kernels/kernel.ts"

const backendOf = (backend: object): TraceBackend => {
  if (!(backend instanceof TraceBackend)) throw new Error("a tracing backend was expected")
  return backend
}

const recording =
  (name: string, kernel: Kernel): tf.KernelFunc =>
  ({ inputs, attrs, backend: current }) => {
    const backend = backendOf(current)
    const values = Object.entries(inputs).flatMap(([key, info]) =>
      info === undefined ? [] : [[key, backend.recorded(info)] as const],
    )
    const byName = new Map(values)
    const input = (key: string) => {
      const value = byName.get(key)
      if (value === undefined) throw new Error(`${name} was called without ${key}`)
      return value
    }
    const all = values.map(([, value]) => value)
    try {
      const output = kernel({ graph: backend.graph, input, inputs: all, attributes: attrs })
      return "kind" in output ? backend.info(output) : output.map((value) => backend.info(value))
    } catch (thrown) {
      if (!(thrown instanceof UnsupportedUse)) throw thrown
      throw unsupported(backend, `${name} with ${thrown.message}`)
    }
  }

const unsupported = (backend: TraceBackend, what: string) =>
  backend.refusal(
    "unsupported",
    `the compiled engine does not support the operation ${what}`,
    "write it with other operations, or choose an eager device",
  )

const refusing =
  (name: string): tf.KernelFunc =>
  ({ backend }) => {
    throw unsupported(backendOf(backend), name)
  }

/** Registers our kernels for the tracing backend, and a refusal for every other kernel of tfjs. */
export const registerKernels = (): void => {
  for (const [kernelName, kernel] of Object.entries(kernels))
    tf.registerKernel({
      kernelName,
      backendName: tracingBackend,
      kernelFunc: recording(kernelName, kernel),
    })
  for (const { kernelName } of tf.getKernelsForBackend("cpu"))
    if (!(kernelName in kernels))
      tf.registerKernel({
        kernelName,
        backendName: tracingBackend,
        kernelFunc: refusing(kernelName),
      })
}
