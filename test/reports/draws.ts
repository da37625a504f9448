import type { Draws } from "../../reports/report.ts"
import { random } from "../../runtime/random/random.ts"

/** The numbers of bootstraps, as a report of a store has them. */
export const draws: Draws = (seed, ...purpose) => {
  const stream = random(seed, ...purpose)
  return (bound) => stream.integer(bound)
}
