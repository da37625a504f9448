import { Effect } from "effect"
import type { EngineError } from "../engine/error.ts"
import { bodyError } from "../engine/body.ts"
import { flopsOfModel } from "../engine/onnx/flops.ts"
import { peakBytes } from "../engine/onnx/memory.ts"
import { modelOf } from "../engine/onnx/model.ts"
import type { Program, TensorSpecs } from "../engine/program.ts"
import { sizeOf } from "../engine/shape.ts"
import { trace } from "../engine/onnx/trace.ts"

/** What a step of a program takes. */
export interface GraphCost {
  /** Floating-point operations of matrix products and convolutions. */
  readonly flops: number
  /** Estimated peak of bytes held: state, inputs, live results. */
  readonly memory: number
  /** Bytes of the state: what a checkpoint writes. */
  readonly state: number
}

const elementBytes = { float32: 4, int32: 4, bool: 1 } as const

/** Bytes of tensors. */
export const bytesOf = (specs: TensorSpecs): number =>
  Object.values(specs).reduce(
    (sum, { shape, dtype }) => sum + sizeOf(shape) * elementBytes[dtype],
    0,
  )

/** Traces a program and counts; no session is opened, nothing is computed. */
export const graphCost = (program: Program): Effect.Effect<GraphCost, EngineError> =>
  Effect.try({
    try: () => {
      const model = modelOf(trace(program))
      return {
        flops: flopsOfModel(model),
        memory: peakBytes(model),
        state: bytesOf(program.state),
      }
    },
    catch: (thrown) => bodyError(program, thrown),
  })
