import { Effect } from "effect"
import { pretrainingTask } from "../../dsl/column.ts"
import type { Target } from "../../dsl/target.ts"
import type { Failure } from "../../reports/measurement.ts"
import { statusOf } from "../ledger/status.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import { lineOf } from "./artifacts.ts"

/** What failed, so that the runs of a target lack a measurement: by the last attempt at each stage. */
export const failuresOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const { attempts, has } = yield* Store
  const failed = new Map(
    statusOf(yield* attempts, () => false).failed.map(({ key, error, outcome }) => [
      key,
      error ?? outcome,
    ]),
  )
  if (failed.size === 0) return []
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  const measuring = plan.runs
    .filter((run) => run.subject === target.name)
    .flatMap(({ arm, seed, stages: roles }) =>
      Object.entries(roles).flatMap(([role, key]) => {
        const stage = stages.get(key)
        const measures = stage?.configured.record.measurements !== undefined
        return stage !== undefined && measures ? [{ arm, seed, role, stage }] : []
      }),
    )
  const lacking = yield* Effect.filter(measuring, ({ stage }) =>
    Effect.map(has(stage), (isThere) => !isThere),
  )
  return lacking.flatMap(({ arm, seed, role, stage }): readonly Failure[] => {
    const first = lineOf(stages, stage.key).findLast(({ key }) => failed.has(key))
    if (first === undefined) return []
    const [why = ""] = (failed.get(first.key) ?? "").split("\n")
    const task = taskOf(role)
    return [{ arm, seed, task: task === "" ? pretrainingTask : task, stage: first.label, why }]
  })
})
