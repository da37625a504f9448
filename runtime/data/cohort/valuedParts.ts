import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { IndexedSubject } from "../contract.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { labelFraction } from "./labelFraction.ts"
import type { SubjectSplit } from "./split.ts"

/** A subject as far as its values go. */
export type ValuedSubject = Pick<IndexedSubject, "id" | "patient" | "values">

/** A subject whose number is known. */
export interface MeasuredSubject {
  readonly id: string
  readonly patient: string
  readonly truth: number
}

/** What a task asks of a value: its name, and the share of the training subjects whose numbers it may use. */
export interface ValueUse {
  readonly value: string
  readonly labelFraction: number
}

/** The subjects that have a value. */
const withValue = (value: string, subjects: readonly ValuedSubject[]): readonly MeasuredSubject[] =>
  subjects.flatMap(({ id, patient, values }) => {
    const truth = values?.[value]
    return truth === undefined || truth === null ? [] : [{ id, patient, truth }]
  })

const varies = (subjects: readonly MeasuredSubject[]): boolean =>
  new Set(subjects.map(({ truth }) => truth)).size > 1

const tooFew = (what: string, expected: string): Fault =>
  fault({
    what,
    where: { field: "split" },
    expected,
    hint: "See that the data set gives the subjects their numbers, or take another seed of the split.",
  })

/**
 * The training and the test subjects that have a value. Fails where those for training have fewer than
 * two different numbers, or nobody in the test has one; a test part of nobody is not looked at.
 */
export const valuedParts = (
  { value, labelFraction: share }: ValueUse,
  divided: SubjectSplit<ValuedSubject>,
  seed: number,
): Result.Result<
  { readonly training: readonly MeasuredSubject[]; readonly test: readonly MeasuredSubject[] },
  DatasetError
> =>
  Result.gen(function* () {
    const train = withValue(value, divided.train)
    const test = withValue(value, divided.test)
    const training = varies(train) ? yield* labelFraction(train, share, seed) : train
    const faults = [
      ...(varies(training)
        ? []
        : [
            tooFew(
              `the ${training.length} training subjects that have "${value}" do not differ in it`,
              "two different numbers at least",
            ),
          ]),
      ...(test.length > 0 || divided.test.length === 0
        ? []
        : [tooFew(`no test subject has "${value}"`, "one at least")]),
    ]
    if (faults.length > 0) return yield* Result.fail(datasetError(...faults))
    return { training, test }
  })
