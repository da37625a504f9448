import type { Plan } from "./planStudy.ts"
import type { Stage } from "./stage.ts"

/** The stages of a plan by their keys. */
export const stagesByKey = ({ stages }: Pick<Plan, "stages">): ReadonlyMap<string, Stage> =>
  new Map(stages.map((stage) => [stage.key, stage]))
