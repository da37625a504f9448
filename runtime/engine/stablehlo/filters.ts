import type { Values } from "../arrays.ts"
import type { TensorSpec } from "../program.ts"
import { sizeOf } from "../shape.ts"
import { transpose } from "./moving.ts"
import type { Value } from "./value.ts"
import type { Writer } from "./writer.ts"

/**
 * How filters lie on a device: as bodies have them, [depth, height, width, in, out], or as cuDNN takes them, [out, in,
 * depth, height, width]. Where they lie otherwise, XLA brings weights, and both moments of Adam, there and back.
 */
export type Filters = "as they are" | "out first"

const first = [4, 3, 0, 1, 2]
const back = [2, 3, 4, 1, 0]

const areTurned = (
  filters: Filters,
  { shape, dtype }: Pick<TensorSpec, "shape"> & { readonly dtype: string },
): boolean => filters === "out first" && shape.length === 5 && dtype === "float32"

/** A state entry as it lies on the device. */
export const storedSpec = (filters: Filters, spec: TensorSpec): TensorSpec =>
  areTurned(filters, spec) ? { ...spec, shape: first.map((axis) => spec.shape[axis]!) } : spec

/** A program's argument as a body has it, and what a body has changed as a result. */
export const fromStored = (w: Writer, filters: Filters, value: Value, spec: TensorSpec): Value =>
  areTurned(filters, spec) ? transpose(w, value, back) : value
export const toStored = (w: Writer, filters: Filters, value: Value): Value =>
  areTurned(filters, value) ? transpose(w, value, first) : value

/** Values [a, b, c] as [c, b, a]. */
const reversed = (values: Values, a: number, b: number, c: number): Float32Array => {
  const made = new Float32Array(values.length)
  let from = 0
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++) made[(k * b + j) * a + i] = values[from++]!
  return made
}

/** Values of a state entry as they lie on the device, and the way back. */
export const storedValues = (filters: Filters, values: Values, spec: TensorSpec): Values => {
  if (!areTurned(filters, spec)) return values
  const [inputs = 0, outputs = 0] = spec.shape.slice(3)
  return reversed(values, sizeOf(spec.shape.slice(0, 3)), inputs, outputs)
}
export const valuesOf = (filters: Filters, stored: Values, spec: TensorSpec): Values => {
  if (!areTurned(filters, spec)) return stored
  const [inputs = 0, outputs = 0] = spec.shape.slice(3)
  return reversed(stored, outputs, inputs, sizeOf(spec.shape.slice(0, 3)))
}
