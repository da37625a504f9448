import { Effect } from "effect"
import { pretrainingTask } from "../../dsl/column.ts"
import type { Target } from "../../dsl/target.ts"
import type { Failure } from "../../reports/measurement.ts"
import { acceptableOf } from "../ledger/acceptCode.ts"
import { statusOf } from "../ledger/status.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { lineOf } from "./artifacts.ts"
import { measuring } from "./measuring.ts"
import { serverScoresOf } from "./serverScores.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

/** Whether an attempt that left a checkpoint ended by a mistake, or by somebody's will, and was not merely stopped. */
const isFailure = (outcome: Attempt["outcome"]): boolean =>
  ["crashed", "outOfMemory", "cancelled"].includes(outcome)

/** What keeps stages of a plan from having numbers, by key. What runs is told by the leases. */
const statesOf = Effect.fnUntraced(function* (plan: Plan) {
  const { attempts, isOver } = yield* Store
  const found = yield* attempts
  const begun = found.filter(({ outcome }) => outcome === "running")
  const over = new Set(
    (yield* Effect.filter(begun, isOver, { concurrency: 16 })).map(({ key }) => key),
  )
  const { running, failed, stopped } = statusOf(found, ({ key }) => over.has(key))
  const ended = stopped.filter(({ outcome }) => isFailure(outcome))
  const stale = yield* acceptableOf(plan)
  return new Map<string, Required<Pick<Failure, "state" | "why">>>([
    ...stale.map(
      ({ stage }) => [stage.key, { state: "stale", why: "an earlier code has done it" }] as const,
    ),
    ...[...failed, ...ended].map(({ key, error, outcome }) => {
      const [why = ""] = (error ?? outcome).split("\n")
      return [key, { state: "failed", why }] as const
    }),
    ...running.map(({ key }) => [key, { state: "running", why: "" }] as const),
  ])
})

/** An earlier code counts where it has done the measurement itself, the others in any stage behind it. */
const order = ["failed", "running", "stale"] as const

/**
 * Why the runs of a target lack a measurement: of the stages behind it one failed, or runs, or an earlier
 * code has done it, or a server has not scored the predictions. What has simply not run yet is not among
 * them.
 */
export const failuresOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const { has } = yield* Store
  const stages = stagesByKey(plan)
  const measures = measuring(plan, target)
  const { waiting } = yield* serverScoresOf(plan, target)
  const asked = plan.runs
    .filter((run) => run.subject === target.name)
    .flatMap((run) =>
      Object.entries(run.stages).flatMap(([role, key]) => {
        const stage = stages.get(key)
        const { arm, seed } = run
        return stage !== undefined && measures(run, role) ? [{ arm, seed, role, stage }] : []
      }),
    )
  const lacking = yield* Effect.filter(asked, ({ stage }) =>
    Effect.map(has(stage), (isThere) => !isThere),
  )
  if (lacking.length === 0) return waiting
  const states = yield* statesOf(plan)
  const told = lacking.flatMap(({ arm, seed, role, stage }): readonly Failure[] => {
    const line = lineOf(stages, stage.key)
    const [state] = order.flatMap((each) => {
      const behind = each === "stale" ? [stage] : line
      const first = behind.findLast(({ key }) => states.get(key)?.state === each)
      const found = first === undefined ? undefined : states.get(first.key)
      return first === undefined || found === undefined ? [] : [{ stage: first.label, ...found }]
    })
    if (state === undefined) return []
    const task = taskOf(role)
    return [{ arm, seed, task: task === "" ? pretrainingTask : task, ...state }]
  })
  return [...told, ...waiting]
})
