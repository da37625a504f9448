import { Effect, type Result } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import type { ProbabilityTask } from "../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../dsl/tasks/value.ts"
import type { SubjectSplit } from "../data/cohort/split.ts"
import { labelledParts, valuedParts, type KnownSubject } from "../data/cohort/truthParts.ts"
import type { IndexedSubject } from "../data/contract.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import { dividedSubjects } from "./index/artifact.ts"

/** What a task learns of a subject: the class of a label, or a value. */
type Learnt =
  | Pick<ProbabilityTask, "of" | "label" | "labelFraction">
  | Pick<ValueTask, "of" | "value" | "labelFraction">

/** The subjects whose truth a task knows. */
export interface KnownParts {
  readonly training: readonly KnownSubject[]
  readonly test: readonly KnownSubject[]
}

/** The training and the test subjects whose truth a task knows, of subjects as a split divides them. */
export const knownParts = (
  task: Learnt,
  divided: SubjectSplit<IndexedSubject>,
  seed: number,
): Result.Result<KnownParts, DatasetError> =>
  task.of === "value" ? valuedParts(task, divided, seed) : labelledParts(task, divided, seed)

/** The same, of the subjects listed by the index that this stage reads. */
export const knownSubjects = Effect.fnUntraced(function* (task: Learnt, split: Split) {
  return yield* Effect.fromResult(knownParts(task, yield* dividedSubjects(split), split.seed))
})
