import { Effect } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import type { Classification } from "../../dsl/task.ts"
import { datasetError } from "../data/faults/datasetError.ts"
import { labelFraction } from "../data/cohort/labelFraction.ts"
import { dividedSubjects, type ListedSubject } from "./subjects.ts"

/** A subject whose class is known. */
export interface LabelledSubject {
  readonly id: string
  readonly patient: string
  readonly truth: 0 | 1
}

const labelledBy = (
  label: string,
  subjects: readonly ListedSubject[],
): readonly LabelledSubject[] =>
  subjects.flatMap(({ id, patient, labels }) => {
    const truth = labels[label]
    return truth === undefined || truth === null ? [] : [{ id, patient, truth }]
  })

const tooFew = (label: string, part: string, subjects: readonly LabelledSubject[]) =>
  datasetError({
    what: `of the ${part} subjects ${subjects.filter(({ truth }) => truth === 1).length} have class 1 and ${subjects.filter(({ truth }) => truth === 0).length} have class 0 of "${label}"`,
    where: { field: "split" },
    expected: "both classes",
    hint: "use more subjects, or another seed of the split",
  })

/** The training and the test subjects that have a task's label; both classes are in each. */
export const labelledSubjects = Effect.fnUntraced(function* (
  { label, labelFraction: share }: Pick<Classification, "label" | "labelFraction">,
  split: Split,
) {
  const divided = yield* dividedSubjects(split)
  const all = labelledBy(label, divided.train)
  const training = yield* Effect.fromResult(labelFraction(all, share, split.seed))
  const test = labelledBy(label, divided.test)
  for (const [part, subjects] of [
    ["training", training],
    ["test", test],
  ] as const)
    if (new Set(subjects.map(({ truth }) => truth)).size < 2)
      return yield* tooFew(label, part, subjects)
  return { training, test }
})
