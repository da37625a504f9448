import { Effect } from "effect"
import { pretrainingTask, type Column, type PretrainingMetric } from "../../dsl/column.ts"
import type { Target } from "../../dsl/target.ts"
import type { Measurement, Run } from "../../reports/measurement.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { ReconstructionFile } from "../stages/reconstruct/artifact.ts"
import { Scores } from "../stages/score/artifact.ts"
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

const scoresOf = Effect.fnUntraced(function* (found: Found) {
  const { measurements } = yield* readJson(found.folder, "scores.json", Scores)
  const { arm, seed, task } = found
  return measurements.map(({ metric, region, subjects, ...numbers }): Measurement => ({
    arm,
    seed,
    column: { task, metric: metric.kind, region },
    metric,
    run: runOf(found),
    subjects,
    ...numbers,
  }))
})

const pretrainingColumn = (metric: PretrainingMetric): Column => ({
  task: pretrainingTask,
  metric,
  region: null,
})

const reconstructionOf = Effect.fnUntraced(function* (found: Found) {
  const { subjects, mse, varianceRatio } = yield* readJson(
    found.folder,
    "reconstruction.json",
    ReconstructionFile,
  )
  const { arm, seed } = found
  const own = { arm, seed, metric: null, run: runOf(found), subjects }
  return [
    { ...own, column: pretrainingColumn("mse"), values: mse },
    { ...own, column: pretrainingColumn("varianceRatio"), value: varianceRatio },
  ] satisfies readonly Measurement[]
})

/** What the runs of a target have measured so far. */
export const measurementsOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const found = yield* artifactsOf(plan, target, ["score", "reconstruct"])
  const made = yield* Effect.forEach(found, (one) =>
    one.stage.kind === "score" ? scoresOf(one) : reconstructionOf(one),
  )
  return made.flat<readonly (readonly Measurement[])[]>()
})
