import type { PlannedStage } from "../../reports/planGraph.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Artifact } from "../store/artifact.ts"

/** The stages of a plan as the report's page shows them. */
export const stagesShown = (plan: Plan, records: readonly Artifact[]): readonly PlannedStage[] => {
  const done = new Set(records.map(({ key }) => key))
  return plan.stages.map(({ key, kind, arms, inputs }) => ({
    key,
    kind,
    arms,
    inputs: Object.values(inputs),
    isDone: done.has(key),
  }))
}
