import type { Precision } from "../../dsl/precision.ts"
import type { tf } from "./tf.ts"

/** Shape and type of a tensor; `bool` values are bytes 0 and 1. */
export interface TensorSpec {
  readonly shape: readonly number[]
  readonly dtype: "float32" | "int32" | "bool"
}

export type TensorSpecs = Readonly<Record<string, TensorSpec>>

/** Tensors by name, inside a body. */
export type Tensors = Readonly<Record<string, tf.Tensor>>

/** Values by name, outside of a body: row-major, float32, int32 or bytes for bool. */
export type Arrays = Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>

/** An array in the memory of a device, for programs that are prepared on the same one. */
export interface DeviceArray {
  readonly spec: TensorSpec
  /** Frees its memory. Steps that take it must have ended. */
  readonly release: () => void
}

/** Inputs of a step by name. */
export type Inputs = Readonly<Record<string, Arrays[string] | DeviceArray>>

/**
 * A pure step: of training (forward, gradients and optimiser, all inside the body) or of inference
 * (no state returned). Whatever changes from step to step without being computed by the body
 * (learning rate, masks, bias correction) is an input.
 */
export interface Program {
  readonly name: string
  readonly state: TensorSpecs
  readonly inputs: TensorSpecs
  /** In which products and convolutions read their factors: float32 where it is left out. */
  readonly precision?: Precision
  /**
   * Samples in a step. Devices divide inputs whose first axis has this length among them; each computes the
   * whole of what has none. A program without it runs on one device.
   */
  readonly batch?: number
  /** The state returned may name only the entries that change. */
  readonly body: (state: Tensors, inputs: Tensors) => { state: Tensors; outputs: Tensors }
}
