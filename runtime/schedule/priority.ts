import { secondsToEnd } from "../plan/criticalPath.ts"
import type { Stage } from "../plan/stage.ts"

/** A stage of unknown length counts as long as a process takes to start. */
const unknownSeconds = 1

/**
 * How urgent each stage is: the seconds that the plan expects on the longest path from it to the end,
 * itself included.
 */
export const priorities = (
  stages: readonly Stage[],
  expectedSeconds: (stage: Stage) => number | null,
): ReadonlyMap<string, number> =>
  secondsToEnd(
    stages.map((stage) => ({
      key: stage.key,
      seconds: expectedSeconds(stage) ?? unknownSeconds,
      after: Object.values(stage.inputs),
    })),
  )
