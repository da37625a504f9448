/** Ranks of numbers from the least, ties sharing the mean of theirs; twice, so that they are whole. */
export const doubledRanks = (values: readonly number[]): readonly number[] => {
  const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!)
  const ranks = values.map(() => 0)
  for (let first = 0; first < order.length;) {
    let after = first + 1
    while (after < order.length && values[order[after]!] === values[order[first]!]) after++
    for (let at = first; at < after; at++) ranks[order[at]!] = first + after + 1
    first = after
  }
  return ranks
}
