import { Effect, Result } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import type { Fault } from "../../dsl/fault.ts"
import { armsOf, type Target } from "../../dsl/target.ts"
import { distinctFaults } from "../check/distinct.ts"
import { splitSubjects } from "../data/cohort/split.ts"
import type { DatasetImplementation, IndexedSubject } from "../data/contract.ts"
import type { Environment } from "../files/environment.ts"
import { knownParts } from "../stages/knownParts.ts"
import { loadAs } from "../implementations/implementation.ts"

const learnsOfSubjects = ({ tasks }: Experiment): boolean =>
  Object.values(tasks).some((task) => task.of !== "masks")

const partFaults = (
  { dataset: { split }, tasks }: Experiment,
  subjects: readonly IndexedSubject[],
): readonly Fault[] => {
  const divided = splitSubjects(subjects, split)
  if (Result.isFailure(divided)) return []
  return Object.values(tasks).flatMap((task) => {
    if (task.of === "masks") return []
    const parts = knownParts(task, divided.success, split.seed)
    return Result.isFailure(parts) ? parts.failure.faults : []
  })
}

/**
 * Tasks whose training or test subjects have one class alone, or no value: nothing can be learnt or
 * measured of them. Lists subjects and opens no image. A list that cannot be made is told by others.
 */
export const classFaults = Effect.fn("classFaults")(function* (
  targets: readonly Target[],
  environment: Environment,
) {
  const experiments = targets.flatMap((target) => armsOf(target).map((arm) => arm.experiment))
  const listed = new Map<string, readonly IndexedSubject[]>()
  const faults: Fault[] = []
  for (const experiment of experiments.filter(learnsOfSubjects)) {
    const { split: _, ...data } = experiment.dataset
    const key = JSON.stringify(data)
    if (!listed.has(key)) {
      const { index } = yield* loadAs<DatasetImplementation>(experiment.dataset, ["index"])
      const found = yield* Effect.result(index(experiment.dataset, environment))
      listed.set(key, Result.isSuccess(found) ? found.success : [])
    }
    const subjects = listed.get(key) ?? []
    if (subjects.length > 0) faults.push(...partFaults(experiment, subjects))
  }
  return distinctFaults(faults)
})
