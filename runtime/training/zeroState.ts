import type { Arrays, TensorSpecs } from "../engine/index.ts"

/**
 * Zeros for each entry of a state, all of them the same memory: for what only copies them, as loading
 * does. Moments of an optimiser are twice the size of its weights.
 */
export const zeroState = (specs: TensorSpecs): Arrays => {
  const sizes = Object.entries(specs).map(
    ([name, { shape }]) => [name, shape.reduce((size, axis) => size * axis, 1)] as const,
  )
  const zeros = new Float32Array(Math.max(0, ...sizes.map(([, size]) => size)))
  return Object.fromEntries(sizes.map(([name, size]) => [name, zeros.subarray(0, size)]))
}
