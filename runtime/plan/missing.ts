import type { Plan } from "./planStudy.ts"
import type { Stage } from "./stage.ts"
import { stagesByKey } from "./stagesByKey.ts"

/**
 * Stages that have to run: the wanted ones that are not done, and what these need and lack. An
 * intermediate artifact that nobody reads any more is not made again.
 */
export const missingStages = (plan: Plan, done: ReadonlySet<string>): readonly Stage[] => {
  const byKey = stagesByKey(plan)
  const missing = new Set<string>()
  const visit = (key: string): void => {
    if (done.has(key) || missing.has(key)) return
    missing.add(key)
    for (const input of Object.values(byKey.get(key)?.inputs ?? {})) visit(input)
  }
  plan.wanted.forEach(visit)
  return plan.stages.filter((stage) => missing.has(stage.key))
}
