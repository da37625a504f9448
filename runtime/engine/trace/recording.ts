import type * as tf from "@tensorflow/tfjs"
import type { Values } from "../arrays.ts"
import { type OptionalKernelName, optionalKernels, type KernelName } from "../kernels/families.ts"
import { type Call, UnsupportedUse } from "../kernels/kernel.ts"
import type { TensorSpec } from "../program.ts"
import { TraceBackend } from "./backend.ts"
import type { Target, Traced } from "./target.ts"

const optional: ReadonlySet<string> = new Set(optionalKernels)
const isOptional = (name: string): name is OptionalKernelName => optional.has(name)

/** Whose tensors stand for a target's values. */
export class Recording<V extends Traced> extends TraceBackend {
  readonly #target: Target<V>
  readonly #values = new WeakMap<tf.DataId, V>()
  #count = 0

  constructor(program: string, target: Target<V>) {
    super(program)
    this.#target = target
  }

  override get hasOptionalKernels(): boolean {
    return this.#target.optionalKernel !== undefined
  }

  /** The value that a tensor of this trace stands for. */
  recorded(tensor: { readonly dataId: tf.DataId }): V {
    const value = this.#values.get(tensor.dataId)
    if (value === undefined) throw this.foreign()
    return value
  }

  /** A tensor for a value. */
  info(value: V): tf.TensorInfo {
    const { shape, dtype } = value
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new Error(`${dtype} stays inside the target`)
    return { dataId: this.#held(value), shape: [...shape], dtype }
  }

  override call(
    name: KernelName | OptionalKernelName,
    given: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap | undefined,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const values = Object.entries(given).flatMap(([key, info]) =>
      info === undefined ? [] : [[key, this.recorded(info)] as const],
    )
    const byName = new Map(values)
    const input = (key: string) => {
      const value = byName.get(key)
      if (value === undefined) throw new Error(`${name} was called without ${key}`)
      return value
    }
    const inputs = values.map(([, value]) => value)
    try {
      const output = this.#write(name, { input, inputs, attributes })
      return "dtype" in output ? this.info(output) : output.map((value) => this.info(value))
    } catch (thrown) {
      if (!(thrown instanceof UnsupportedUse)) throw thrown
      throw this.unsupported(`${name} with ${thrown.message}`)
    }
  }

  override numDataIds(): number {
    return this.#count
  }

  protected override hold(values: Values | number, spec: TensorSpec): tf.DataId {
    return this.#held(this.#target.constant(values, spec))
  }

  #write(name: KernelName | OptionalKernelName, call: Call<V>): V | readonly V[] {
    if (!isOptional(name)) return this.#target.kernel(name, call)
    const { optionalKernel } = this.#target
    if (optionalKernel === undefined) throw this.unsupported(name)
    return optionalKernel(name, call)
  }

  #held(value: V): tf.DataId {
    const dataId = {}
    this.#values.set(dataId, value)
    this.#count++
    return dataId
  }
}
