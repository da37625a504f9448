import { Clock, Effect } from "effect"

/**
 * Time for durations, ms from some moment on: it never jumps, as the clock does that a person or a time
 * server sets.
 */
export const steadyTime: Effect.Effect<number> = Effect.map(
  Clock.monotonicTimeNanos,
  (nanos) => Number(nanos) / 1e6,
)
