import * as tf from "@tensorflow/tfjs"
import { type EngineError, engineError, type Reason } from "../error.ts"
import { placeOf } from "../place.ts"
import { constantOf } from "./constant.ts"
import type { Graph } from "./graph.ts"
import { isRandom } from "./randomness.ts"
import type { Value } from "./value.ts"
import { fault } from "../../../dsl/fault.ts"

/** A tfjs backend whose tensors stand for values of a graph. One serves one trace. */
export class TraceBackend extends tf.KernelBackend {
  readonly program: string
  readonly graph: Graph
  readonly #values = new WeakMap<tf.DataId, Value>()
  #count = 0

  constructor(program: string, graph: Graph) {
    super()
    this.program = program
    this.graph = graph
  }

  /** The error for something that a body must not do, at the line that does it. */
  refusal(reason: Reason, what: string, hint: string): EngineError {
    return engineError(this.program, reason, fault({ what, where: placeOf(new Error()), hint }))
  }

  /** The value that a tensor of this trace stands for. */
  recorded(tensor: { readonly dataId: tf.DataId }): Value {
    const value = this.#values.get(tensor.dataId)
    if (value === undefined) throw this.#foreign()
    return value
  }

  /** A tensor for a value, as kernels return it. */
  info(value: Value): tf.TensorInfo {
    if (value.dtype === "int64") throw new Error("64-bit integers stay inside the graph")
    return { dataId: this.#hold(value), shape: [...value.shape], dtype: value.dtype }
  }

  #hold(value: Value): tf.DataId {
    const dataId = {}
    this.#values.set(dataId, value)
    this.#count++
    return dataId
  }

  #foreign(): EngineError {
    return this.refusal(
      "foreign",
      "the body uses a tensor that was made outside of it",
      "make the tensor inside the body, or declare it as an input",
    )
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    if (isRandom(new Error()))
      throw this.refusal(
        "random",
        "the body draws random numbers, which would be the same in every step",
        "draw them outside and declare them as an input",
      )
    return this.#hold(constantOf(values, shape, dtype))
  }

  override move(): never {
    throw this.#foreign()
  }

  override readSync(): never {
    throw this.refusal(
      "read",
      "the body reads the values of a tensor, which are not known while it is traced",
      "return the tensor as an output",
    )
  }

  override async read(): Promise<never> {
    return this.readSync()
  }

  override numDataIds(): number {
    return this.#count
  }

  override refCount(): number {
    return 1
  }

  override incRef(): void {}

  override disposeData(): boolean {
    return true
  }

  override dispose(): void {}

  override memory(): { unreliable: boolean } {
    return { unreliable: true }
  }

  override floatPrecision(): 32 {
    return 32
  }

  override timerAvailable(): boolean {
    return false
  }
}
