import type { TensorSpec } from "../program.ts"

/** A value of the program: an SSA name with its shape and type. */
export interface Value {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: Element
}

/** A tensor's, that of factors of products in half the precision, or that of random words. */
export type Element = TensorSpec["dtype"] | "bfloat16" | "uint32" | "uint64"

const elements = {
  float32: "f32",
  int32: "i32",
  bool: "i1",
  bfloat16: "bf16",
  uint32: "ui32",
  uint64: "ui64",
} as const

/** A type as MLIR writes it, such as `tensor<2x3xf32>`. */
export const typeText = ({ shape, dtype }: Omit<Value, "name">): string =>
  `tensor<${[...shape, elements[dtype]].join("x")}>`

/** What a value is outside of the program. */
export const specOf = ({ shape, dtype }: Value): TensorSpec => {
  if (dtype === "bfloat16" || dtype === "uint32" || dtype === "uint64")
    throw new Error(`${dtype} stays inside the program`)
  return { shape, dtype }
}

/** A number as MLIR reads it; what has no decimal form is written as bits. */
export const numberText = (value: number, dtype: Element): string => {
  if (dtype === "bool") return value === 0 ? "false" : "true"
  if (dtype === "int32" || dtype === "uint32" || dtype === "uint64") return String(value)
  // MLIR wants a point in a number of floating point.
  if (Number.isFinite(value))
    return Math.fround(value)
      .toExponential()
      .replace(/^(-?\d)e/, "$1.0e")
  return `0x${new Uint32Array(Float32Array.of(value).buffer)[0]!.toString(16).toUpperCase()}`
}

/** A list of numbers as MLIR writes it. */
export const listText = (values: readonly (number | string)[]): string => `[${values.join(", ")}]`
