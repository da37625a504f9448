import { Effect } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import { labelledParts, type LabelUse } from "../data/cohort/labelledParts.ts"
import { dividedSubjects } from "./subjects.ts"

/** The training and the test subjects that have a task's label; both classes are in each. */
export const labelledSubjects = Effect.fnUntraced(function* (use: LabelUse, split: Split) {
  const divided = yield* dividedSubjects(split)
  return yield* Effect.fromResult(labelledParts(use, divided, split.seed))
})
