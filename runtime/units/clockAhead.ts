/** A year and some: further than any clock of a machine moves meanwhile. */
const ahead = 401 * 86_400_000 + 3_723_457

/** Runs code whose `Date.now` is ahead of the clock: what depends on it comes out different. */
export const withClockAhead = <A>(run: () => A): A => {
  const { now } = Date
  Date.now = () => now() + ahead
  try {
    return run()
  } finally {
    Date.now = now
  }
}
