import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, Result } from "effect"
import { afterEach, beforeEach, expect, it } from "vitest"
import { adam, experiment, grid, linearProbe, mae, scratch, table } from "../../dsl/index.ts"
import { kindsOf, planStudy } from "../../runtime/plan/planStudy.ts"
import { readPlanEnvironment } from "../../runtime/plan/planEnvironment.ts"
import { stageProcess } from "../../runtime/processes/ownProcess.ts"
import { measurementsOf } from "../../runtime/results/measurements.ts"
import { stageRecords } from "../../runtime/stages/registry.ts"
import { scoresMeasured } from "../../runtime/tracking/stageEvents.ts"
import { blobs } from "../acceptance/extension/blobs.ts"
import { meanAbsoluteError } from "../acceptance/extension/meanAbsoluteError.ts"
import { base } from "../plan/study.ts"
import { runs } from "../schedule/runs.ts"
import { brightnessTask } from "./brightness/task.ts"

let lab: ReturnType<typeof runs>
beforeEach(() => {
  lab = runs()
})
afterEach(() => lab.remove())

it("a kind of stage is a folder: planned, run, measured and tracked, no list of kinds knows it", async () => {
  const dataset = blobs({ subjects: 4, split: { test: 2, seed: 0 } })
  const learning = { network: linearProbe(), optimizer: adam({ lr: 1e-3 }), epochs: 1 }
  const { encoder, pretraining } = base
  const metrics = [meanAbsoluteError({ unit: "voxels" })]
  const ball = brightnessTask({ value: "radius", metrics, ...learning })
  const bright = { name: "bright", dataset, encoder, pretraining, tasks: { ball }, seeds: [0, 1] }
  const arms = { scratch: scratch(), MAE: mae({ batch: 1, ...learning }) }
  const study = grid(experiment(bright), { pretraining: { ...arms, "M2-MAE": pretraining } })
  const target = table({ name: "t", study, columns: ["ball.mae"] })
  const environment = await Effect.runPromise(
    readPlanEnvironment([target], () => Effect.succeed("data")).pipe(
      Effect.provide(NodeServices.layer),
    ),
  )
  const plan = Result.getOrThrow(planStudy([target], environment))
  expect(stageRecords.map(({ kind }) => kind)).not.toContain("brightness")
  expect(kindsOf(plan).map(({ kind }) => kind)).toEqual(["index", "preprocess", "brightness"])
  // It reads nothing that differs between the arms and seeds.
  expect(plan.stages.map(({ label }) => label)).toEqual([
    "index blobs",
    "preprocess blobs",
    "brightness ball scratch +2",
  ])
  const [, , stage] = plan.stages
  expect(stage?.code["stage"]).toMatch(/^[0-9a-f]{64}$/)

  const { outcome } = await lab.runPlan(plan, { workerCommand: stageProcess().command })
  expect(outcome.failed).toEqual([])
  expect(outcome.made).toHaveLength(3)
  const measured = await lab.run(measurementsOf(plan, target))
  expect(measured).toHaveLength(6)
  expect(measured[0]?.column).toEqual({ task: "ball", metric: "brightness", region: null })
  const { values = [] } = measured[0] !== undefined && "values" in measured[0] ? measured[0] : {}
  expect(values).toHaveLength(2)
  // Images are normalised to a mean of 0 where they are not background.
  for (const value of values) expect(Math.abs(value ?? Number.NaN)).toBeLessThan(1)
  if (stage === undefined) throw new Error("the plan has no third stage")
  const folder = join(lab.at("artifacts"), stage.kind, stage.key)
  const [event] = await Effect.runPromise(scoresMeasured(stage, folder, 0))
  const mean = values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 2
  expect(event?.values["brightness"]).toBeCloseTo(mean)
})
