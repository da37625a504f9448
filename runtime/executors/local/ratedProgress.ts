/** How far a stage is, as far as this room needs to know. */
interface Progress {
  readonly step: number
  readonly rate?: number
}

/** Least time between two lines about one step, ms. */
const every = 1000

/**
 * Gives progress the rate at which this process saw the steps go by, where the stage says none itself;
 * null for a line within a step that comes soon after another. `now` in ms.
 */
export const ratedProgress = () => {
  let first: { readonly step: number; readonly at: number } | undefined
  let shown = Number.NEGATIVE_INFINITY
  return <P extends Progress>(progress: P, now: number): P | null => {
    const { step } = progress
    if (!Number.isInteger(step) && now - shown < every) return null
    shown = now
    if (progress.rate !== undefined) return progress
    first ??= { step, at: now }
    const rate = ((step - first.step) * 1000) / (now - first.at)
    return Number.isFinite(rate) && rate > 0 ? { ...progress, rate } : progress
  }
}
