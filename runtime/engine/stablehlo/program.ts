import type { Program, TensorSpec } from "../program.ts"
import { traced } from "../trace/trace.ts"
import { type Filters, fromStored, storedSpec, toStored } from "./filters.ts"
import { kernels, optionalKernels } from "./kernels/index.ts"
import { specOf, type Value } from "./value.ts"
import { Writer } from "./writer.ts"

/** A program's step as a module of StableHLO. */
export interface Module {
  readonly text: string
  /** Operations in it. */
  readonly operations: number
  readonly flops: number
  /** State entries that change and outputs, in the order of its results; its arguments are all state, then all inputs. */
  readonly changed: readonly string[]
  readonly outputs: readonly (readonly [name: string, spec: TensorSpec])[]
  /** How filters of the state lie on the device, among its arguments and results. */
  readonly filters: Filters
}

/** Whether devices divide an input among them. */
export const isDivided = ({ batch }: Program, { shape }: Pick<TensorSpec, "shape">): boolean =>
  batch !== undefined && shape[0] === batch

/**
 * A program's body in StableHLO, for so many devices that divide its batch. State entries that change give
 * their memory to what takes their place. Throws an EngineError for what cannot be recorded.
 */
export const moduleOf = (
  program: Program,
  devices = 1,
  filters: Filters = "as they are",
): Module => {
  const w = new Writer(program.precision)
  const { state, changed, outputs } = traced<Value>(program, {
    input: (kind, spec) =>
      kind.startsWith("state/")
        ? fromStored(w, filters, w.input(storedSpec(filters, spec)), spec)
        : w.input(spec),
    constant: (values, spec) =>
      typeof values === "number"
        ? w.number(values, spec.shape, spec.dtype)
        : w.numbers(values, spec),
    kernel: (name, call) => kernels[name]({ ...call, w }),
    optionalKernel: (name, call) => optionalKernels[name]({ ...call, w }),
  })
  const names = [...state.keys()]
  const donated = new Map(
    [...changed.keys()].map((name, index) => [w.inputs[names.indexOf(name)]!, index]),
  )
  const results = [...changed.values()].map((value) => toStored(w, filters, value))
  return {
    text: w.text([...results, ...outputs.values()], donated, {
      devices,
      divided: w.inputs.slice(state.size).filter((input) => isDivided(program, input)),
    }),
    operations: w.count,
    flops: w.flops,
    changed: [...changed.keys()],
    outputs: [...outputs].map(([name, value]) => [name, specOf(value)]),
    filters,
  }
}
