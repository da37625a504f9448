import { twoSidedNormal } from "./normalTail.ts"
import { doubledRanks } from "./ranks.ts"

/** A two-sided Wilcoxon signed-rank test of paired numbers. */
export interface SignedRank {
  /** The smaller of the sums of ranks of positive and negative differences. */
  readonly statistic: number
  readonly p: number
  /** Sum of the ranks of positive differences, of n (n + 1) / 2 in all. */
  readonly positive: number
  /** Pairs that differ: those that do not are left out (Wilcoxon's way with zeros). */
  readonly n: number
  readonly method: "exact" | "normal"
}

/** Up to so many pairs without ties and zeros the test is exact; with them up to the second number. */
const exactUpTo = { plain: 50, tied: 13 } as const

/**
 * Two-sided p from all ways of giving signs to the ranks: twice the smaller tail, 1 at most. Counts are
 * kept as probabilities.
 */
const exact = (ranks: readonly number[], positive: number): number => {
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  let chance = new Float64Array(total + 1)
  chance[0] = 1
  for (const rank of ranks) {
    const next = new Float64Array(total + 1)
    for (let sum = 0; sum <= total; sum++) {
      if (chance[sum] === 0) continue
      next[sum]! += chance[sum]! / 2
      next[sum + rank]! += chance[sum]! / 2
    }
    chance = next
  }
  const tail = (from: number, to: number): number =>
    chance.subarray(from, to + 1).reduce((sum, each) => sum + each, 0)
  return Math.min(1, 2 * Math.min(tail(0, positive), tail(positive, total)))
}

/** Two-sided p of the normal approximation, corrected for ties, not for continuity. */
const normal = (magnitudes: readonly number[], statistic: number): number => {
  const n = magnitudes.length
  const ties = [...Map.groupBy(magnitudes, (value) => value).values()]
    .map(({ length }) => length ** 3 - length)
    .reduce((sum, each) => sum + each, 0)
  const variance = (n * (n + 1) * (2 * n + 1) - ties / 2) / 24
  return twoSidedNormal((statistic - (n * (n + 1)) / 4) / Math.sqrt(variance))
}

/**
 * Wilcoxon's signed-rank test of differences, as `scipy.stats.wilcoxon(differences)` does it: zeros
 * left out, ties with mean ranks; exact up to 50 differences, or 13 with ties or zeros, else normal.
 * Null where no pair differs.
 */
export const wilcoxon = (differences: readonly number[]): SignedRank | null => {
  const kept = differences.filter((difference) => difference !== 0)
  if (kept.length === 0) return null
  const magnitudes = kept.map(Math.abs)
  const ranks = doubledRanks(magnitudes)
  const positive = ranks.reduce((sum, rank, at) => (kept[at]! > 0 ? sum + rank : sum), 0)
  const negative = ranks.reduce((sum, rank) => sum + rank, 0) - positive
  const isPlain =
    kept.length === differences.length && new Set(magnitudes).size === magnitudes.length
  const isExact = differences.length <= (isPlain ? exactUpTo.plain : exactUpTo.tied)
  const statistic = Math.min(positive, negative) / 2
  return {
    statistic,
    positive: positive / 2,
    p: isExact ? exact(ranks, positive) : normal(magnitudes, statistic),
    n: kept.length,
    method: isExact ? "exact" : "normal",
  }
}
