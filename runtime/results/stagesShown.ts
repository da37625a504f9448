import type { PlannedStage } from "../../reports/planGraph.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Artifact } from "../store/artifact.ts"

/** The stages of a plan as the report's page shows them. */
export const stagesShown = (
  plan: Plan,
  records: ReadonlyMap<string, Artifact>,
): readonly PlannedStage[] => {
  return plan.stages.map(({ key, kind, arms, inputs }) => ({
    key,
    kind,
    arms,
    inputs: Object.values(inputs),
    isDone: records.has(key),
  }))
}
