import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { precisionOf } from "../../dsl/precision.ts"
import { deviceOf, parseDevice } from "../../runtime/devices/device.ts"
import { type Arrays, prepare, type Program } from "../../runtime/engine/index.ts"
import { encode } from "../../runtime/engine/onnx/encode.ts"
import { modelOf } from "../../runtime/engine/onnx/model.ts"
import { forCpu } from "../../runtime/engine/session/cpu.ts"
import { onnxRuntime } from "../../runtime/engine/session/native/loaded.ts"
import { loopsOf } from "../../runtime/engine/session/update/loops.ts"
import { withoutUpdates } from "../../runtime/engine/session/update/split.ts"
import { overwriting } from "../../runtime/engine/session/state/overwrite.ts"
import { trace } from "../../runtime/engine/onnx/trace.ts"
import type { Compared, Setting } from "./case.ts"

/** Where a program's graph is left, as the CPU runs it, when the setting's options say `model`. */
export const modelFile = (folder: string): string => join(folder, "model.onnx")

/** A program's graph as the CPU runs it: without the updates, which run after it. */
export const graphOnCpu = (program: Program) =>
  forCpu(onnxRuntime, modelOf(trace(program))).pipe(
    Effect.map((model) => withoutUpdates(model, loopsOf(model)).model),
  )

/**
 * Prepares a program on the device and in the precision that the options say (CPU, float32) and loads its
 * state; tells how long each took.
 */
export const preparedWork = Effect.fnUntraced(function* (
  program: Program,
  { folder, threads, options }: Setting,
  state: Arrays,
) {
  if (options["model"] === true) {
    const graph = yield* graphOnCpu(program)
    writeFileSync(modelFile(folder), encode(overwriting(graph).model))
  }
  const { device: named = "cpu" } = options
  const device = typeof named === "string" ? parseDevice(named) : undefined
  if (device === undefined) return yield* Effect.die("the options name no device")
  const precision = precisionOf(options)
  const prepared = yield* prepare({ ...program, precision }, deviceOf(device, threads))
  const started = performance.now()
  yield* prepared.load(state)
  const { traceMs, sessionMs, bytes } = prepared.info
  return {
    prepared,
    bytes,
    times: { trace: traceMs, session: sessionMs, load: performance.now() - started },
  }
})

/** The scalar outputs of these names. */
export const scalarsOf = (outputs: Arrays, names: readonly string[]): Compared =>
  Object.fromEntries(names.map((name) => [name, outputs[name]?.[0] ?? Number.NaN]))
