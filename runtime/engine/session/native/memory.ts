import type { Values } from "../../arrays.ts"
import type { TensorSpec } from "../../program.ts"
import { sizeOf } from "../../shape.ts"

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/**
 * Zeros that stay where they are as long as the array is reachable: V8 moves the values of a small
 * array that is made without a buffer.
 */
export const fixed = ({ shape, dtype }: TensorSpec): Values => {
  const values = constructors[dtype]
  const length = sizeOf(shape)
  return new values(new ArrayBuffer(Math.max(1, length) * values.BYTES_PER_ELEMENT), 0, length)
}
