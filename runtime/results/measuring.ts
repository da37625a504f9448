import { scoresOf } from "../../dsl/serverScores.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Plan, Run } from "../plan/planStudy.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"
import { predict } from "../stages/predict/record.ts"

/** Whether a stage of a run leaves what a table's numbers are: measurements, or predictions that a server scores. */
export const measuring = (plan: Plan, target: Target) => {
  const stages = stagesByKey(plan)
  const arms = namedArms([target])
  return ({ arm, stages: roles }: Run, role: string): boolean => {
    const record = stages.get(roles[role] ?? "")?.configured.record
    const task = arms.get(arm)?.experiment.tasks[taskOf(role)]
    return (
      record?.measurements !== undefined ||
      (record?.kind === predict.kind && scoresOf(task) !== null)
    )
  }
}
