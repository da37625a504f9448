import type { Values } from "../../arrays.ts"
import type { Element } from "../../onnx/graph.ts"
import { elementCodes } from "../../onnx/elementwise.ts"
import type { TensorSpec } from "../../program.ts"
import type { Pointer } from "./functions.ts"
import type { OnnxRuntime } from "./library.ts"
import { fixed } from "./memory.ts"
import { checked, created } from "./status.ts"

/** A tensor in memory of this process. */
export interface HostTensor {
  readonly values: Values
  readonly shape: readonly number[]
  readonly dtype: Element
}

/** A tensor of zeros. */
export const tensorOf = ({ shape, dtype }: TensorSpec): HostTensor => ({
  shape,
  dtype,
  values: fixed({ shape, dtype }),
})

/** A value over the memory of a tensor, which must outlive it. To be released. */
export const valueOf = (
  { functions, memory }: OnnxRuntime,
  { values, shape, dtype }: HostTensor,
): Pointer =>
  created(functions, (out) =>
    functions.createTensorWithDataAsOrtValue(
      memory,
      values,
      values.byteLength,
      BigInt64Array.from(shape, BigInt),
      shape.length,
      elementCodes[dtype],
      out,
    ),
  )

const bind = (
  runtime: OnnxRuntime,
  tensor: HostTensor,
  bound: (value: Pointer) => Pointer | null,
): void => {
  const value = valueOf(runtime, tensor)
  try {
    checked(runtime.functions, bound(value))
  } finally {
    // The binding holds on to the value, not to its memory.
    runtime.functions.releaseValue(value)
  }
}

/** Leaves it to ONNX Runtime where results lie, until they are left to it again. */
export const leaveResults = (
  { functions, memory }: OnnxRuntime,
  binding: Pointer,
  names: readonly string[],
): void => {
  for (const name of names) checked(functions, functions.bindOutputToDevice(binding, name, memory))
}

/**
 * Binds every input and output of a session to a tensor, whose memory must outlive the binding and
 * stay where it is; the outputs named `left` lie where ONNX Runtime puts them. To be released. One that
 * fails is released, as it cannot be used any more.
 */
export const openBinding = (
  runtime: OnnxRuntime,
  session: Pointer,
  inputs: ReadonlyMap<string, HostTensor>,
  outputs: ReadonlyMap<string, HostTensor>,
  left: readonly string[] = [],
): Pointer => {
  const { functions } = runtime
  const binding = created(functions, (out) => functions.createIoBinding(session, out))
  try {
    for (const [name, tensor] of inputs)
      bind(runtime, tensor, (value) => functions.bindInput(binding, name, value))
    for (const [name, tensor] of outputs)
      bind(runtime, tensor, (value) => functions.bindOutput(binding, name, value))
    leaveResults(runtime, binding, left)
    return binding
  } catch (failure) {
    functions.releaseIoBinding(binding)
    throw failure
  }
}
