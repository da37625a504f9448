import { randomUUID } from "node:crypto"
import { Effect } from "effect"
import type { SlurmOptions } from "../executors/slurm/slurmOptions.ts"
import { batchesOf, type Waiting } from "../executors/slurm/batches.ts"
import { requestOf } from "../executors/slurm/request.ts"
import { scriptOf } from "../executors/slurm/script.ts"
import { jobFiles } from "../schedule/jobRecord.ts"
import { missingStages } from "../plan/missing.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { Store } from "../store/store.ts"
import type { Expected } from "../executors/executor.ts"

/** What a stage asks Slurm for at first. */
export const firstRequest = (
  stage: Stage,
  expected: Expected,
  { profile, usesGpu }: SlurmOptions,
) => requestOf({ ...expected, alone: false, devices: stage.configured.devices }, profile, usesGpu)

/** Stages that the store lacks. */
export const lackingStages = Effect.fnUntraced(function* (plan: Plan) {
  const { has } = yield* Store
  const present = yield* Effect.filter(plan.stages, has)
  return missingStages(plan, new Set(present.map(({ key }) => key)))
})

/** Stages by how many others of them come one after another before each. */
const inTurns = (stages: readonly Stage[]): readonly (readonly Stage[])[] => {
  const turnOf = new Map<string, number>()
  for (const { key, inputs } of stages)
    turnOf.set(key, 1 + Math.max(-1, ...Object.values(inputs).map((of) => turnOf.get(of) ?? -1)))
  return [...Map.groupBy(stages, ({ key }) => turnOf.get(key) ?? 0).values()]
}

/** The scripts that a run would hand in, in turns: each when what its stages need is done. */
export const slurmScripts = Effect.fnUntraced(function* (
  stages: readonly Stage[],
  expected: (stage: Stage) => Expected,
  options: SlurmOptions,
) {
  const { checkpointOf } = yield* Store
  const { profile, command, folder } = options
  const turns = inTurns(stages)
  return turns.flatMap((turn, index) => {
    const waiting = turn.map((stage): Waiting => ({
      order: { file: jobFiles(checkpointOf(stage), "TOKEN").spec, spec: stage },
      request: firstRequest(stage, expected(stage), options),
      seconds: expected(stage).seconds,
    }))
    const batches = batchesOf(waiting, profile)
    return batches.map((batch) => {
      const name = `ablate-${randomUUID()}`
      const of = batch.tasks.reduce((sum, task) => sum + task.length, 0)
      return `# turn ${index + 1} of ${turns.length}: ${of} stages in ${batch.tasks.length} tasks\n${scriptOf(
        batch,
        { name, output: `${folder}/batches/BATCH/%a.log`, profile, command },
      )}`
    })
  })
})
