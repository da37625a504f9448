import type { Compared } from "./case.ts"

/** Quantile of values, linear between neighbours (NumPy's default). */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

const listOf = (value: number | readonly number[] | undefined): readonly number[] =>
  value === undefined ? [] : typeof value === "number" ? [value] : value

/**
 * Largest relative deviation of what two sides computed: max |a - b| / max |b| of each name. NaN
 * where a name, a value or a finite number is missing on either side.
 */
export const deviation = (ours: Compared, theirs: Compared): number => {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  return Math.max(
    0,
    ...[...names].map((name) => {
      const [a, b] = [listOf(ours[name]), listOf(theirs[name])]
      if (a.length !== b.length || ![...a, ...b].every(Number.isFinite)) return Number.NaN
      const scale = Math.max(...b.map(Math.abs))
      const difference = Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))))
      return difference === 0 ? 0 : difference / scale
    }),
  )
}
