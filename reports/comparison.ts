import type { Comparison } from "./file/cell.ts"
import { pairedDifferences } from "./statistics.ts"
import { wilcoxon, type SignedRank } from "./wilcoxon.ts"

/** The test of an arm that equals the other one in every subject: one of the table's tests all the same. */
const nothingDiffers: SignedRank = { statistic: 0, p: 1, positive: 0, n: 0, method: "exact" }

/** Of the numbers that an arm and another one have by subject; null where no subject is of both. */
export const comparison = (
  own: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  name: string,
): Comparison | null => {
  const differences = pairedDifferences(own, other)
  if (differences.length === 0) return null
  const tested = wilcoxon(differences) ?? nothingDiffers
  return { with: name, pairs: differences.length, ...tested }
}
