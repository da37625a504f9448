import type { Significance } from "../dsl/inference.ts"
import { bySubject } from "./bySubject.ts"
import type { Column } from "./column.ts"
import { counted } from "./estimate.ts"
import type { Measurement } from "./measurement.ts"
import { mean, pairedDifferences } from "./statistics.ts"
import { pairedT } from "./studentT.ts"
import { wilcoxon } from "./wilcoxon.ts"

const bySeed = (
  column: Column,
  measurements: readonly Measurement[],
): ReadonlyMap<number, number> =>
  new Map(
    measurements.flatMap((measurement): readonly (readonly [number, number])[] => {
      const value = mean(counted(column, measurement))
      return value === null ? [] : [[measurement.seed, value]]
    }),
  )

/**
 * p of the difference between two arms in a column; 1 where nothing differs, or where the test points
 * away from the means. Null where the test has too few pairs.
 */
export const differenceP = (
  { test }: Significance,
  column: Column,
  best: readonly Measurement[],
  next: readonly Measurement[],
): number | null => {
  if (test === "t") return pairedT(pairedDifferences(bySeed(column, best), bySeed(column, next)))
  const paired = pairedDifferences(bySubject(column, best), bySubject(column, next))
  if (paired.length === 0) return null
  const tested = wilcoxon(paired)
  if (tested === null) return 1
  const { positive, n, p } = tested
  const isUp = positive > (n * (n + 1)) / 4
  return isUp === (mean(paired) ?? 0) > 0 ? p : 1
}
