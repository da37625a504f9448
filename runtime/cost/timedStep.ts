import { Effect, type Scope } from "effect"
import {
  prepare,
  type Arrays,
  type Device,
  type EngineError,
  type Program,
  type TensorSpecs,
} from "../engine/index.ts"
import { sizeOf } from "../engine/shape.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** Arrays as a program asks for them; how long a step takes does not depend on what is in them. */
const filled = (specs: TensorSpecs): Arrays =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype }]) => {
      const size = sizeOf(shape)
      // Whole numbers may be indices: zero is within any bounds.
      if (dtype === "int32") return [name, new Int32Array(size)]
      return [name, dtype === "bool" ? new Uint8Array(size) : new Float32Array(size).fill(0.5)]
    }),
  )

/** Seconds of a step of a program on a device, after one that warms it up. */
export const timedStep = Effect.fn("timedStep")(function* (
  program: Program,
  device: Device,
): Effect.fn.Return<number, EngineError, Scope.Scope> {
  const prepared = yield* prepare(program, device)
  yield* prepared.load(filled(program.state))
  const inputs = filled(program.inputs)
  yield* prepared.step(inputs)
  const begun = yield* steadyTime
  let steps = 0
  let now = begun
  // Short steps are timed together.
  while (steps === 0 || (now - begun < 200 && steps < 20)) {
    yield* prepared.step(inputs)
    steps++
    now = yield* steadyTime
  }
  return Math.max(1, now - begun) / 1000 / steps
}, Effect.scoped)
