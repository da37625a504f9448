import { Effect } from "effect"
import { pretrainingTask } from "../../dsl/column.ts"
import type { Target } from "../../dsl/target.ts"
import type { Measurement, Run } from "../../reports/measurement.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { StageFacts } from "../stages/record.ts"
import { artifactsOf, type Found } from "./artifacts.ts"

const runOf = ({ stage, seed, commit, dirty, accepted, threads }: Found): Run => ({
  key: stage.key,
  stage: stage.label,
  seed,
  commit,
  dirty,
  ...(accepted.length === 0 ? {} : { accepted }),
  ...(threads.length === 0 ? {} : { threads }),
})

const measurementsIn = Effect.fnUntraced(function* (found: Found) {
  const { arm, seed, task, folder } = found
  const load = found.stage.configured.record.measurements
  if (load === undefined) return []
  const { default: read } = yield* Effect.promise(load)
  return (yield* read(folder)).map(({ name, region, ...made }): Measurement => ({
    ...made,
    arm,
    seed,
    column: { task: task === "" ? pretrainingTask : task, metric: name, region },
    run: runOf(found),
  }))
})

/** What the runs of a target have measured so far. */
export const measurementsOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const measures = ({ measurements }: StageFacts) => measurements !== undefined
  const found = yield* artifactsOf(plan, target, measures)
  return (yield* Effect.forEach(found, measurementsIn)).flat()
})
