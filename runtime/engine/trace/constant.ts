import type * as tf from "@tensorflow/tfjs"
import type { Values } from "../arrays.ts"
import { UnsupportedUse } from "./kernels/kernel.ts"
import { dense, uniform, type Value } from "./value.ts"

const numbers = (values: tf.BackendValues): Values | readonly number[] => {
  if (values instanceof Float32Array || values instanceof Int32Array) return values
  if (values instanceof Uint8Array) return values
  return Array.from<unknown>(values).map(Number)
}

const typed = (values: Values | readonly number[], dtype: tf.DataType): Values => {
  switch (dtype) {
    case "float32":
      return Float32Array.from(values)
    case "int32":
      return Int32Array.from(values)
    case "bool":
      return Uint8Array.from(values)
    default:
      throw new UnsupportedUse(`a tensor of ${dtype}`)
  }
}

/** The value of a tensor that a body writes down; one number everywhere is kept as one number. */
export const constantOf = (
  values: tf.BackendValues,
  shape: readonly number[],
  dtype: tf.DataType,
): Value => {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
    throw new UnsupportedUse(`a tensor of ${dtype}`)
  const given = numbers(values)
  const [first] = given
  // A loop over the array as given: sums' gradients write millions of ones.
  const same = first !== undefined && given.every((value: number) => value === first)
  return same ? uniform(first, shape, dtype) : dense(typed(given, dtype), shape, dtype)
}
