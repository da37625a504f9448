import * as tf from "@tensorflow/tfjs"
import { fault } from "../../../dsl/fault.ts"
import type { Values } from "../arrays.ts"
import { type EngineError, engineError, type Reason } from "../error.ts"
import type { OptionalKernelName, KernelName } from "../kernels/families.ts"
import { placeOf } from "../place.ts"
import type { TensorSpec } from "../program.ts"
import { constantOf } from "./constant.ts"
import { isRandom } from "./randomness.ts"

/** A tfjs backend that computes nothing. One serves one trace. */
export abstract class TraceBackend extends tf.KernelBackend {
  readonly program: string

  constructor(program: string) {
    super()
    this.program = program
  }

  abstract readonly hasOptionalKernels: boolean

  /** What a kernel gives for its inputs. */
  abstract call(
    name: KernelName | OptionalKernelName,
    inputs: tf.NamedTensorInfoMap,
    attributes: tf.NamedAttrMap | undefined,
  ): tf.TensorInfo | tf.TensorInfo[]

  /** Keeps what a body writes down. */
  protected abstract hold(values: Values | number, spec: TensorSpec): tf.DataId

  /** The error for something that a body must not do, at the line that does it. */
  refusal(reason: Reason, what: string, hint: string): EngineError {
    return engineError(this.program, reason, fault({ what, where: placeOf(new Error()), hint }))
  }

  unsupported(what: string): EngineError {
    return this.refusal(
      "unsupported",
      `the compiled engine does not support the operation ${what}`,
      "write it with other operations, or choose an eager device",
    )
  }

  foreign(): EngineError {
    return this.refusal(
      "foreign",
      "the body uses a tensor that was made outside of it",
      "make the tensor inside the body, or declare it as an input",
    )
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    if (isRandom())
      throw this.refusal(
        "random",
        "the body draws random numbers, which would be the same in every step",
        "draw them outside and declare them as an input",
      )
    const constant = constantOf(values, shape, dtype)
    return this.hold(constant.values, constant.spec)
  }

  override move(): never {
    throw this.foreign()
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
