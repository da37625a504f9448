/** Edits (insert, delete, replace) that turn one word into another. */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The candidate most like a word, if any is like it at all; upper and lower case count as alike. */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      edits: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= Math.max(1, Math.floor(word.length / 2))
    ? best.candidate
    : undefined
}

/** The hint for a wrong name: the closest right one, or all of them. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const match = closest(word, candidates)
  return match === undefined
    ? `choose one of ${candidates.join(", ") || "(none are declared)"}`
    : `did you mean "${match}"?`
}
