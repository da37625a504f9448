import * as tf from "@tensorflow/tfjs"

/** Name of the tfjs backend that records instead of computing. */
export const tracingBackend = "ablate-trace"

/** Whether a body is being traced now. */
export const isTracing = (): boolean => tf.getBackend() === tracingBackend

/** Whether the target of the trace has the kernels that it may lack. */
export const hasOptionalKernels = (): boolean => {
  const backend: object = tf.backend()
  return "hasOptionalKernels" in backend && backend.hasOptionalKernels === true
}

/** Calls one of the engine's own kernels, which exist only while tracing. Most have one output. */
export const fused = (
  kernel: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: tf.NamedAttrMap = {},
): readonly [tf.Tensor, ...tf.Tensor[]] => {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(kernel, { ...inputs }, attributes)
  const [first, ...rest] = Array.isArray(outputs) ? outputs : [outputs]
  if (first === undefined) throw new Error(`${kernel} has no output`)
  return [first, ...rest]
}
