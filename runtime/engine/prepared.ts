import type { Effect } from "effect"
import type { EngineError } from "./error.ts"
import type { Arrays, DeviceArray, Inputs, TensorSpec } from "./program.ts"

/** What is known about a prepared program. */
export interface PreparedInfo {
  /** Nodes of the trace; 0 when it runs eagerly. */
  readonly nodes: number
  /** Milliseconds to trace; 0 when it runs eagerly. */
  readonly traceMs: number
  /** Milliseconds to encode the graph and open the session; 0 when it runs eagerly. */
  readonly sessionMs: number
  /** Floating-point operations of a step in matrix products and convolutions; unknown when eager. */
  readonly flops: number | undefined
  /** Estimated peak of bytes held in a step of the trace: state, inputs, live results; unknown when eager. */
  readonly bytes: number | undefined
}

/** What is done with arrays that stay on a device. */
export interface OnDevice {
  /** A copy there, which is the caller's to release. */
  readonly put: (
    values: Arrays[string],
    spec: TensorSpec,
  ) => Effect.Effect<DeviceArray, EngineError>
  /** As `step`; the outputs stay there, the caller's to release. */
  readonly step: (
    inputs: Inputs,
  ) => Effect.Effect<Readonly<Record<string, DeviceArray>>, EngineError>
}

/** A program ready to run on a device. Steps run one after another, in the order asked for. */
export interface Prepared {
  /** Replaces the whole state; the arrays are copied. */
  readonly load: (state: Arrays) => Effect.Effect<void, EngineError>
  /** Runs the body once and keeps the state that it returns; the outputs are the caller's. */
  readonly step: (inputs: Inputs) => Effect.Effect<Arrays, EngineError>
  /** A copy of the whole state. */
  readonly save: () => Effect.Effect<Arrays, EngineError>
  readonly info: PreparedInfo
  /** Of a program that runs on one device of XLA. */
  readonly onDevice: OnDevice | undefined
}
