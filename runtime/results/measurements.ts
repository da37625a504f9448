import { Effect } from "effect"
import { pretrainingTask } from "../../dsl/column.ts"
import { populationOf } from "../../dsl/populations.ts"
import { namedArms, type Target } from "../../dsl/target.ts"
import type { Measurement } from "../../reports/measurement.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { StageFacts } from "../stages/record.ts"
import { artifactsOf, runOf, type Found } from "./artifacts.ts"
import { withPooledFolds } from "./pooledFolds.ts"
import { serverScoresOf } from "./serverScores.ts"

const measurementsIn = Effect.fnUntraced(function* (found: Found, population: string) {
  const { arm, seed, fold, task, folder } = found
  const load = found.stage.configured.record.measurements
  if (load === undefined) return []
  const { default: read } = yield* Effect.promise(load)
  return (yield* read(folder)).map(({ name, region, ...made }): Measurement => ({
    ...made,
    arm,
    seed,
    ...(fold === null ? {} : { fold }),
    column: { task: task === "" ? pretrainingTask : task, metric: name, region },
    run: runOf(found),
    population,
  }))
})

/** What the runs of a target have measured so far. */
export const measurementsOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const measures = ({ measurements }: StageFacts) => measurements !== undefined
  const found = yield* artifactsOf(plan, target, measures)
  const populations = new Map(
    [...namedArms([target])].map(([name, arm]) => [name, populationOf(arm.experiment.dataset)]),
  )
  const made = yield* Effect.forEach(found, (each) =>
    measurementsIn(each, populations.get(each.arm) ?? ""),
  )
  const all = [...made.flat(), ...(yield* serverScoresOf(plan, target)).measured]
  return target.target === "table" && target.acrossFolds === "pooled"
    ? yield* withPooledFolds(plan, all)
    : all
})
