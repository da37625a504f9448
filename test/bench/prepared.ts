import { Effect } from "effect"
import { type Arrays, prepare, type Program } from "../../runtime/engine/index.ts"
import type { Compared, Setting } from "./case.ts"

/** Prepares a program on the CPU and loads its state; tells how long each took. */
export const preparedWork = Effect.fnUntraced(function* (
  program: Program,
  { threads }: Setting,
  state: Arrays,
) {
  const prepared = yield* prepare(program, { kind: "cpu", threads })
  const started = performance.now()
  yield* prepared.load(state)
  const { traceMs, sessionMs } = prepared.info
  return {
    prepared,
    times: { trace: traceMs, session: sessionMs, load: performance.now() - started },
  }
})

/** The scalar outputs of these names. */
export const scalarsOf = (outputs: Arrays, names: readonly string[]): Compared =>
  Object.fromEntries(names.map((name) => [name, outputs[name]?.[0] ?? Number.NaN]))
