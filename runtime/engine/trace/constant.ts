import type * as tf from "@tensorflow/tfjs"
import type { Values } from "../arrays.ts"
import { UnsupportedUse } from "../kernels/kernel.ts"
import type { TensorSpec } from "../program.ts"

const numbers = (values: tf.BackendValues): Values | readonly number[] => {
  if (values instanceof Float32Array || values instanceof Int32Array) return values
  if (values instanceof Uint8Array) return values
  return Array.from<unknown>(values).map(Number)
}

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/** The values of a tensor that a body writes down; one number everywhere is given as one number. */
export const constantOf = (
  values: tf.BackendValues,
  shape: readonly number[],
  dtype: tf.DataType,
): { readonly values: Values | number; readonly spec: TensorSpec } => {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
    throw new UnsupportedUse(`a tensor of ${dtype}`)
  const given = numbers(values)
  const [first] = given
  // A loop over the array as given: sums' gradients write millions of ones.
  const same = first !== undefined && given.every((value: number) => value === first)
  return { values: same ? first : constructors[dtype].from(given), spec: { shape, dtype } }
}
