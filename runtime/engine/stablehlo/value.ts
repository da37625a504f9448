import type { TensorSpec } from "../program.ts"

/** A value of the program: an SSA name with its shape and type. */
export interface Value extends TensorSpec {
  readonly name: string
}

export type Element = TensorSpec["dtype"]

const elements = { float32: "f32", int32: "i32", bool: "i1" } as const

/** A type as MLIR writes it, such as `tensor<2x3xf32>`. */
export const typeText = ({ shape, dtype }: TensorSpec): string =>
  `tensor<${[...shape, elements[dtype]].join("x")}>`

/** A number as MLIR reads it; what has no decimal form is written as bits. */
export const numberText = (value: number, dtype: Element): string => {
  if (dtype === "bool") return value === 0 ? "false" : "true"
  if (dtype === "int32") return String(value)
  // MLIR wants a point in a number of floating point.
  if (Number.isFinite(value))
    return Math.fround(value)
      .toExponential()
      .replace(/^(-?\d)e/, "$1.0e")
  return `0x${new Uint32Array(Float32Array.of(value).buffer)[0]!.toString(16).toUpperCase()}`
}

/** A list of numbers as MLIR writes it. */
export const listText = (values: readonly number[]): string => `[${values.join(", ")}]`
