import { twoSidedNormal } from "./normalTail.ts"

const cumulative = (z: number): number =>
  z < 0 ? twoSidedNormal(-z) / 2 : 1 - twoSidedNormal(z) / 2

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Steps of Simpson's rule, an even number, over ±8 standard deviations. */
const steps = 400

/** Chance that k standard normal variables lie within q of each other. */
const withinRange = (q: number, k: number): number => {
  const width = 16 / steps
  let sum = 0
  for (let step = 0; step <= steps; step++) {
    const z = -8 + step * width
    const weight = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4
    sum += weight * density(z) * (cumulative(z) - cumulative(z - q)) ** (k - 1)
  }
  return (k * sum * width) / 3
}

/** Where the range of k standard normal variables lies below with a chance: the studentized range. */
const rangeQuantile = (chance: number, k: number): number => {
  let [low, high] = [0, 20]
  while (high - low > 1e-9) {
    const middle = (low + high) / 2
    if (withinRange(middle, k) < chance) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Difference of average ranks over `cases` from which two of k arms are told apart (Nemenyi 1963; Demšar
 * 2006): q √(k (k + 1) / (6 N)), q being the studentized range's quantile over √2.
 */
export const nemenyiDifference = (arms: number, cases: number, level: number): number =>
  (rangeQuantile(1 - level, arms) / Math.SQRT2) * Math.sqrt((arms * (arms + 1)) / (6 * cases))
