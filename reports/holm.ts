/**
 * p values corrected for their number (Holm 1979), in the order given: the k-th smallest of m times
 * m - k + 1, never below a smaller one's, 1 at most.
 */
export const holm = (ps: readonly number[]): readonly number[] => {
  const order = ps.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p)
  const corrected = ps.map(() => 1)
  let least = 0
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * p))
    corrected[index] = least
  }
  return corrected
}
