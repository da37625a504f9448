import { chiSquareTail } from "./chiSquareTail.ts"
import { doubledRanks } from "./ranks.ts"

/** Ranks of arms in some cases and Friedman's test of whether they differ. */
export interface Friedman {
  /** Of each arm, 1 the best. */
  readonly averageRanks: readonly number[]
  readonly statistic: number
  readonly degrees: number
  readonly p: number
}

/**
 * Friedman's test with its correction for ties (Friedman 1937; as SciPy's friedmanchisquare), of a row a case
 * and a number an arm, the least being the best.
 */
export const friedman = (cases: readonly (readonly number[])[]): Friedman => {
  const n = cases.length
  const arms = cases[0]?.length ?? 0
  const ranks = cases.map(doubledRanks)
  const averageRanks = Array.from(
    { length: arms },
    (_, arm) => ranks.reduce((sum, own) => sum + own[arm]!, 0) / (2 * n),
  )
  const ties = cases
    .flatMap((own) => [...Map.groupBy(own, (value) => value).values()])
    .reduce((sum, { length }) => sum + length ** 3 - length, 0)
  const squares = averageRanks.reduce((sum, rank) => sum + rank ** 2, 0)
  const plain = ((12 * n) / (arms * (arms + 1))) * (squares - (arms * (arms + 1) ** 2) / 4)
  const correction = 1 - ties / (n * arms * (arms ** 2 - 1))
  // Where all are equal in every case, nothing differs.
  const statistic = correction === 0 ? 0 : plain / correction
  return { averageRanks, statistic, degrees: arms - 1, p: chiSquareTail(statistic, arms - 1) }
}
