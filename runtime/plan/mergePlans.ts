import { countKinds, type Plan } from "./planStudy.ts"
import type { Stage } from "./stage.ts"

/** One plan of several files: equal stages once, whoever asks. */
export const mergePlans = (plans: readonly Plan[]): Plan => {
  const [first] = plans
  if (first !== undefined && plans.length === 1) return first
  const stages = new Map<string, Stage>()
  for (const stage of plans.flatMap((plan) => plan.stages)) {
    const arms = new Set([...(stages.get(stage.key)?.arms ?? []), ...stage.arms])
    stages.set(stage.key, { ...stage, arms: [...arms] })
  }
  const naive = plans.flatMap((plan) =>
    [...plan.naive].flatMap(([kind, count]) => Array.from({ length: count }, () => kind)),
  )
  return {
    stages: [...stages.values()],
    runs: plans.flatMap(({ runs }) => runs),
    wanted: [...new Set(plans.flatMap(({ wanted }) => wanted))],
    naive: countKinds(naive),
  }
}
