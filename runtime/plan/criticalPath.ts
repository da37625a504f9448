/** A piece of work with what it waits for. */
export interface Job {
  readonly key: string
  readonly seconds: number
  /** Keys of jobs that end before it begins; others are done already. */
  readonly after: readonly string[]
}

/**
 * Seconds on the longest path from each job to the end, itself included. Jobs with the longest path go
 * first (list scheduling by critical path, Graham 1969). Jobs come after those that they wait for.
 */
export const secondsToEnd = (jobs: readonly Job[]): ReadonlyMap<string, number> => {
  const rest = new Map<string, number>()
  for (const { key, seconds, after } of jobs.toReversed()) {
    const own = (rest.get(key) ?? 0) + seconds
    rest.set(key, own)
    for (const earlier of after) rest.set(earlier, Math.max(rest.get(earlier) ?? 0, own))
  }
  return rest
}
