import { wilcoxon, type SignedRank } from "./wilcoxon.ts"

/** A paired test of an arm against another one, over the subjects that both have. */
export interface Comparison extends SignedRank {
  /** The arm compared with. */
  readonly with: string
  /** Subjects that both have; `n` of them differ. */
  readonly pairs: number
  /** p corrected over the table, where that is asked for. */
  readonly corrected?: number
}

/** Null where no subject of both differs. */
export const comparison = (
  own: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  name: string,
): Comparison | null => {
  const differences = [...own].flatMap(([subject, value]) => {
    const paired = other.get(subject)
    return paired === undefined ? [] : [value - paired]
  })
  const tested = wilcoxon(differences)
  return tested === null ? null : { with: name, pairs: differences.length, ...tested }
}
