import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { labelFraction } from "./labelFraction.ts"
import type { SubjectSplit } from "./split.ts"
import type { Identified } from "./wholePatients.ts"

/** A subject whose truth is known: its class, or its number. */
export interface KnownSubject<Truth extends number = number> {
  readonly id: string
  readonly patient: string
  readonly truth: Truth
}

/** The subjects of each part whose truth is known. */
interface TruthParts<Truth extends number> {
  readonly training: readonly KnownSubject<Truth>[]
  readonly validation: readonly KnownSubject<Truth>[]
  readonly test: readonly KnownSubject<Truth>[]
}

const varies = (subjects: readonly KnownSubject[]): boolean =>
  new Set(subjects.map(({ truth }) => truth)).size > 1

/** The parts of those whose truth is known, of the training part the share whose truths may be used. */
const truthParts = <Truth extends number>(
  divided: SubjectSplit<Identified>,
  truthOf: (subject: Identified) => Truth | null | undefined,
  share: number,
  seed: number,
  faultsOf: (parts: TruthParts<Truth>) => readonly Fault[],
): Result.Result<TruthParts<Truth>, DatasetError> =>
  Result.gen(function* () {
    const known = (subjects: readonly Identified[]) =>
      subjects.flatMap((subject): readonly KnownSubject<Truth>[] => {
        const truth = truthOf(subject) ?? null
        return truth === null ? [] : [{ id: subject.id, patient: subject.patient, truth }]
      })
    const all = known(divided.train)
    const parts = {
      training: varies(all) ? yield* labelFraction(all, share, seed) : all,
      validation: known(divided.validation),
      test: known(divided.test),
    }
    const faults = faultsOf(parts)
    return faults.length > 0 ? yield* Result.fail(datasetError(...faults)) : parts
  })

const count = (subjects: readonly KnownSubject[], truth: 0 | 1): number =>
  subjects.filter((subject) => subject.truth === truth).length

const oneClass = (
  label: string,
  part: string,
  subjects: readonly KnownSubject[],
  all: readonly KnownSubject[],
): Fault =>
  fault({
    what: `of the ${part} subjects ${count(subjects, 0)} have class 0 and ${count(subjects, 1)} have class 1 of "${label}"`,
    where: { field: "split" },
    expected: "both classes",
    hint:
      all.length === 0
        ? "No subject has a class: see that the table's ids, its column and what it declares as missing are meant."
        : varies(all)
          ? "Hold out more or fewer subjects, or take another seed of the split."
          : "All subjects have one class: see that the texts of both classes are declared (negative, positive), or leave the task out.",
  })

/**
 * The subjects of each part that have a label. Fails where the training or the test part has one class
 * alone, or none; a test part of nobody is not looked at.
 */
export const labelledParts = (
  { label, labelFraction: share }: { readonly label: string; readonly labelFraction: number },
  divided: SubjectSplit<Identified>,
  seed: number,
): Result.Result<TruthParts<0 | 1>, DatasetError> =>
  truthParts(
    divided,
    ({ labels }) => labels?.[label],
    share,
    seed,
    ({ training, validation, test }) => {
      const all = [...training, ...validation, ...test]
      return [
        ...(varies(training) ? [] : [oneClass(label, "training", training, all)]),
        ...(varies(test) || divided.test.length === 0 ? [] : [oneClass(label, "test", test, all)]),
      ]
    },
  )

const tooFew = (what: string, expected: string): Fault =>
  fault({
    what,
    where: { field: "split" },
    expected,
    hint: "See that the data set gives the subjects their numbers, or take another seed of the split.",
  })

/**
 * The subjects of each part that have a value. Fails where those for training have fewer than two different
 * numbers, or nobody in the test has one; a test part of nobody is not looked at.
 */
export const valuedParts = (
  { value, labelFraction: share }: { readonly value: string; readonly labelFraction: number },
  divided: SubjectSplit<Identified>,
  seed: number,
): Result.Result<TruthParts<number>, DatasetError> =>
  truthParts(
    divided,
    ({ values }) => values?.[value],
    share,
    seed,
    ({ training, test }) => [
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
    ],
  )
