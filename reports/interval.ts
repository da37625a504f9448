import type { Bootstrap } from "../dsl/inference.ts"

/** A whole number from 0 to below the bound, anew with each call. */
export type DrawBelow = (bound: number) => number

/** An interval of confidence of a mean over subjects, in the column's unit. */
export interface Interval {
  readonly low: number
  readonly high: number
  /** Subjects. */
  readonly n: number
}

/** Quantile of sorted numbers, between neighbours by a straight line (NumPy's default). */
const quantile = (sorted: Float64Array, share: number): number => {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? NaN
  return low + (place - below) * ((sorted[below + 1] ?? low) - low)
}

/**
 * Percentile bootstrap of the mean over subjects, weighted where weights are given. The same draws serve all arms with as many subjects, so that their
 * intervals are paired. Null of fewer than two numbers.
 */
export const bootstrapping = (
  { samples, level }: Bootstrap,
  below: (subjects: number) => DrawBelow,
): ((values: readonly number[], weights?: readonly number[]) => Interval | null) => {
  const drawn = new Map<number, Uint32Array>()
  const drawsFor = (n: number): Uint32Array => {
    const before = drawn.get(n)
    if (before !== undefined) return before
    const draw = below(n)
    const made = Uint32Array.from({ length: samples * n }, () => draw(n))
    drawn.set(n, made)
    return made
  }
  return (values, weights) => {
    const n = values.length
    if (n < 2) return null
    const draws = drawsFor(n)
    const means = new Float64Array(samples)
    for (let sample = 0; sample < samples; sample++) {
      let sum = 0
      let total = 0
      for (let at = sample * n; at < (sample + 1) * n; at++) {
        const subject = draws[at]!
        const weight = weights?.[subject] ?? 1
        sum += weight * values[subject]!
        total += weight
      }
      means[sample] = sum / total
    }
    means.sort()
    const tail = (1 - level) / 2
    return { low: quantile(means, tail), high: quantile(means, 1 - tail), n }
  }
}
