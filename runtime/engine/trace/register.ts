import * as tf from "@tensorflow/tfjs"
import { tracingBackend } from "../fused.ts"
import { optionalKernels, supportedKernels } from "../kernels/families.ts"
import { TraceBackend } from "./backend.ts"

/** Registers our kernels for the tracing backend, and a refusal for every other kernel of tfjs. */
export const registerKernels = (): void => {
  const backendOf = (backend: object): TraceBackend => {
    if (!(backend instanceof TraceBackend)) throw new Error("a tracing backend was expected")
    return backend
  }
  const register = (kernelName: string, kernelFunc: tf.KernelFunc): void =>
    tf.registerKernel({ kernelName, backendName: tracingBackend, kernelFunc })
  for (const name of [...supportedKernels, ...optionalKernels])
    register(name, ({ inputs, attrs, backend }) => backendOf(backend).call(name, inputs, attrs))
  const ours: ReadonlySet<string> = new Set(supportedKernels)
  for (const { kernelName } of tf.getKernelsForBackend("cpu"))
    if (!ours.has(kernelName))
      register(kernelName, ({ backend }) => {
        throw backendOf(backend).unsupported(kernelName)
      })
}
