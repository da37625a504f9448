import { Effect, Result } from "effect"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Fault } from "../../dsl/fault.ts"
import { plainText } from "../../dsl/plainKey.ts"
import { scoresOf } from "../../dsl/serverScores.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import type { MaskTask } from "../../dsl/task.ts"
import { readServerScores } from "../data/cohort/serverScores.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import type { Environment } from "../files/environment.ts"
import { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { scoreFiles, sharesOf } from "./serverScores.ts"

interface Scored {
  readonly target: Target
  readonly dataset: Dataset
  readonly task: MaskTask
}

/** Tasks that a server scores, those with the same tables once. */
const scoredTasks = (targets: readonly Target[]): readonly Scored[] => {
  const all = targets.flatMap((target) =>
    armsOf(target).flatMap(({ experiment: { dataset, tasks } }) =>
      Object.values(tasks).flatMap((task) =>
        task.of === "masks" && scoresOf(task) !== null ? [{ target, dataset, task }] : [],
      ),
    ),
  )
  const different = new Map(
    all.map((each) => [plainText([each.dataset, each.task.metrics, each.task.scores]), each]),
  )
  return [...different.values()]
}

/** Reads every table of a server's scores that is there. Fails with all that is wrong. */
export const checkScores = Effect.fn("checkScores")(function* (
  targets: readonly Target[],
  environment: Environment,
) {
  const faults: Fault[] = []
  for (const { target, dataset, task } of scoredTasks(targets)) {
    const scores = scoresOf(task)
    if (scores === null) continue
    const files = yield* scoreFiles(scores)
    if (files.length === 0) continue
    const { index } = yield* loadAs<DatasetImplementation>(dataset, ["index"])
    const subjects = (yield* index(dataset, environment)).filter(({ unlabelled }) => unlabelled)
    const ids = subjects.map(({ id }) => id)
    const shares = yield* sharesOf(task, scores, target)
    for (const { file } of files) {
      const found = yield* Effect.result(readServerScores(file, scores, ids, shares))
      if (Result.isFailure(found)) faults.push(...found.failure.faults)
    }
  }
  if (faults.length > 0) yield* new Faulty({ faults })
})
