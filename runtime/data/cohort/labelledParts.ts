import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { IndexedSubject } from "../contract.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { labelFraction } from "./labelFraction.ts"
import type { SubjectSplit } from "./split.ts"

/** A subject whose class is known. */
interface LabelledSubject {
  readonly id: string
  readonly patient: string
  readonly truth: 0 | 1
}

/** What a task asks of a label: its name, and the share of the training subjects whose classes it may use. */
export interface LabelUse {
  readonly label: string
  readonly labelFraction: number
}

const labelledBy = (
  label: string,
  subjects: readonly IndexedSubject[],
): readonly LabelledSubject[] =>
  subjects.flatMap(({ id, patient, labels }) => {
    const truth = labels[label]
    return truth === undefined || truth === null ? [] : [{ id, patient, truth }]
  })

const count = (subjects: readonly LabelledSubject[], truth: 0 | 1): number =>
  subjects.filter((subject) => subject.truth === truth).length

const hasBoth = (subjects: readonly LabelledSubject[]): boolean =>
  count(subjects, 0) > 0 && count(subjects, 1) > 0

const hintOf = (all: readonly LabelledSubject[]): string => {
  if (all.length === 0)
    return "No subject has a class: see that the table's ids, its column and what it declares as missing are meant."
  return hasBoth(all)
    ? "Hold out more or fewer subjects, or take another seed of the split."
    : "All subjects have one class: see that the texts of both classes are declared (negative, positive), or leave the task out."
}

const oneClass = (
  label: string,
  part: string,
  subjects: readonly LabelledSubject[],
  all: readonly LabelledSubject[],
): Fault =>
  fault({
    what: `of the ${part} subjects ${count(subjects, 0)} have class 0 and ${count(subjects, 1)} have class 1 of "${label}"`,
    where: { field: "split" },
    expected: "both classes",
    hint: hintOf(all),
  })

/** The subjects of each part that have a label. */
interface LabelledParts {
  readonly training: readonly LabelledSubject[]
  readonly validation: readonly LabelledSubject[]
  readonly test: readonly LabelledSubject[]
}

/**
 * The subjects of each part that have a label. Fails where the training or the test part has one class
 * alone, or none; a test part of nobody is not looked at.
 */
export const labelledParts = (
  { label, labelFraction: share }: LabelUse,
  divided: SubjectSplit<IndexedSubject>,
  seed: number,
): Result.Result<LabelledParts, DatasetError> =>
  Result.gen(function* () {
    const train = labelledBy(label, divided.train)
    const test = labelledBy(label, divided.test)
    const validation = labelledBy(label, divided.validation)
    const all = [...train, ...validation, ...test]
    const training = hasBoth(train) ? yield* labelFraction(train, share, seed) : train
    const faults = [
      ...(hasBoth(training) ? [] : [oneClass(label, "training", training, all)]),
      ...(hasBoth(test) || divided.test.length === 0 ? [] : [oneClass(label, "test", test, all)]),
    ]
    if (faults.length > 0) return yield* Result.fail(datasetError(...faults))
    return { training, validation, test }
  })
