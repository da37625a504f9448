import { Effect } from "effect"
import { type DeviceName, deviceOf } from "../devices/device.ts"
import type { EngineError } from "../engine/error.ts"
import { bodyError } from "../engine/body.ts"
import { flopsOfModel } from "../engine/onnx/flops.ts"
import { peakBytes } from "../engine/onnx/memory.ts"
import { modelOf } from "../engine/onnx/model.ts"
import type { Program, TensorSpecs } from "../engine/program.ts"
import { sizeOf } from "../engine/shape.ts"
import { trace } from "../engine/onnx/trace.ts"
import { moduleOf } from "../engine/stablehlo/program.ts"
import { heldBytes } from "./heldBytes.ts"
import { readModule } from "./stablehloText.ts"
import { type Traffic, trafficOf } from "./traffic.ts"

/** What a step of a program takes. */
export interface GraphCost {
  /** Floating-point operations of matrix products and convolutions. */
  readonly flops: number
  /** Estimated peak of bytes held: state, inputs, live results. */
  readonly memory: number
  /** Bytes of the state: what a checkpoint writes. */
  readonly state: number
  /** Where XLA runs it. */
  readonly traffic: Traffic | undefined
}

const elementBytes = { float32: 4, int32: 4, bool: 1 } as const

/** Bytes of tensors. */
export const bytesOf = (specs: TensorSpecs): number =>
  Object.values(specs).reduce(
    (sum, { shape, dtype }) => sum + sizeOf(shape) * elementBytes[dtype],
    0,
  )

/** Whether XLA runs programs of a device. */
export const isXla = (name: DeviceName): boolean =>
  deviceOf({ name, index: undefined }, 1).kind === "xla"

/** The graph that a device runs of a program, counted. */
const counted = (program: Program, device: DeviceName): Omit<GraphCost, "state"> => {
  if (isXla(device)) {
    const { text, flops } = moduleOf(program)
    const module = readModule(text)
    return { flops, memory: heldBytes(module), traffic: trafficOf(module) }
  }
  const model = modelOf(trace(program))
  return { flops: flopsOfModel(model), memory: peakBytes(model), traffic: undefined }
}

/** Traces a program as a device runs it and counts; no session is opened, nothing is computed. */
export const graphCost = (
  program: Program,
  device: DeviceName,
): Effect.Effect<GraphCost, EngineError> =>
  Effect.try({
    try: () => ({ ...counted(program, device), state: bytesOf(program.state) }),
    catch: (thrown) => bodyError(program, thrown),
  })
