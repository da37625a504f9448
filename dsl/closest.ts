/** Edits (insert, delete, replace, swap two neighbours) that turn one word into another. */
const distance = (a: string, b: string): number => {
  let before: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      current.push(Math.min(replace, swap, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}

/** Edits from a word to each candidate, the closest first; upper and lower case count as alike. */
const ranked = (word: string, candidates: readonly string[]) =>
  candidates
    .map((candidate) => ({
      candidate,
      edits: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.edits - b.edits)

/** Candidates, those most like a word first. */
export const byCloseness = (word: string, candidates: readonly string[]): readonly string[] =>
  ranked(word, candidates).map(({ candidate }) => candidate)

/** Words by which other tools and people call what is called otherwise here. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ["test", "compare"],
  ["tests", "compare"],
  ["pvalue", "compare"],
  ["title", "caption"],
  ["label", "caption"],
  ["learningrate", "lr"],
  ["learning_rate", "lr"],
  ["batchsize", "batch"],
  ["batch_size", "batch"],
  ["numheads", "heads"],
  ["num_heads", "heads"],
  ["hiddensize", "width"],
  ["hidden_size", "width"],
  ["dim", "width"],
  ["layers", "depth"],
])

const isNear = (word: string, edits: number): boolean =>
  edits <= Math.max(1, Math.floor(0.4 * word.length))

/** Whether names of as many parts, such as `lesion.hd95.WT` and `lesion.dice.WT`, are alike in each of them. */
const areAlike = (word: string, candidate: string): boolean => {
  const [parts, others] = [word.split("."), candidate.split(".")]
  return (
    parts.length !== others.length ||
    parts.every((part, index) => {
      const other = others[index] ?? ""
      return (
        other.toLowerCase().startsWith(part.toLowerCase()) ||
        isNear(part, distance(part.toLowerCase(), other.toLowerCase()))
      )
    })
  )
}

/** The candidate most like a word, if any is like it at all; one that means the same goes before. */
export const closest = (word: string, candidates: readonly string[]): string | undefined => {
  const same = otherWords.get(word.toLowerCase())
  if (same !== undefined && candidates.includes(same)) return same
  const [longer, ...others] = candidates.filter((candidate) =>
    candidate.toLowerCase().startsWith(word.toLowerCase()),
  )
  // A word cut short, as `acc` of `accuracy`, though `auc` takes fewer edits.
  if (longer !== undefined && others.length === 0 && word.length > 2) return longer
  return ranked(word, candidates).find(
    ({ candidate, edits }) => isNear(word, edits) && areAlike(word, candidate),
  )?.candidate
}

/** The hint for a wrong name: the closest right one, or all of them. */
export const suggestion = (word: string, candidates: readonly string[]): string => {
  const match = closest(word, candidates)
  return match === undefined
    ? `choose one of ${candidates.join(", ") || "(none are declared)"}`
    : `did you mean "${match}"?`
}
