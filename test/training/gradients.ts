import type { Arrays } from "../../runtime/engine/index.ts"

/** Largest absolute value. */
const largest = (values: Arrays[string] = new Float32Array(0)): number =>
  Array.from(values, Math.abs).reduce((most, value) => Math.max(most, value), 0)

/**
 * The largest difference between the gradients of two first steps of Adam, from its first moments
 * (0.1 times the gradient), over the largest gradient of the same tensor. Tensors whose gradients
 * are a thousand times smaller than the largest of all are measured by a thousandth of that: some,
 * such as a bias before a norm, are zero but for rounding.
 */
export const gradientDifference = (a: Arrays, b: Arrays): number => {
  const moments = Object.keys(a).filter((name) => name.startsWith("m:"))
  const floor = Math.max(...moments.map((name) => largest(a[name]))) / 1000
  return Math.max(
    ...moments.map((name) => {
      const other = b[name] ?? new Float32Array(0)
      const differences = Float32Array.from(
        a[name] ?? [],
        (value, index) => value - (other[index] ?? Number.NaN),
      )
      const most = differences.some(Number.isNaN) ? Number.NaN : largest(differences)
      return most / Math.max(floor, largest(a[name]))
    }),
  )
}
