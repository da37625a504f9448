import { fault, type Fault } from "../../../dsl/fault.ts"
import type { SplitRequest } from "./splitRequest.ts"
import type { Identified, Patient } from "./wholePatients.ts"

export const requestFaults = (request: SplitRequest, total: number): readonly Fault[] =>
  (["test", "validation"] as const).flatMap((part): readonly Fault[] => {
    const asked = request[part]
    if (asked === undefined || (part === "test" && asked === 0)) return []
    const where = { field: `split.${part}` }
    if (!(asked > 0) || (asked >= 1 && !Number.isInteger(asked))) {
      const expected = "a whole number of subjects, or a share between 0 and 1"
      return [fault({ what: `${asked} subjects`, where, expected })]
    }
    if (asked < 1 && Math.round(asked * total) === 0) {
      return [fault({ what: `a share of ${asked} of ${total} subjects is nobody`, where })]
    }
    return []
  })

export const foldFaults = (
  patients: readonly Patient<Identified>[],
  { of, stratify }: NonNullable<SplitRequest["folds"]>,
): readonly Fault[] => [
  ...(patients.length >= of
    ? []
    : [
        fault({
          what: `${of} folds of ${patients.length} patients`,
          where: { field: "split.folds.of" },
          expected: "a patient at least in every fold: scans of one stay together",
          hint: "use fewer folds, or see that the root holds the whole data set",
        }),
      ]),
  ...(stratify === undefined ||
  patients.some((scans) => scans.some(({ labels }) => stratify in (labels ?? {})))
    ? []
    : [
        fault({
          what: `no subject has the label ${stratify}, by which folds are stratified`,
          where: { field: "split.folds.stratify" },
        }),
      ]),
]

export const doubledFaults = (subjects: readonly Identified[]): readonly Fault[] =>
  [...Map.groupBy(subjects, ({ id }) => id)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) =>
      fault({
        what: `the subject is listed ${same.length} times`,
        where: { subject: id },
      }),
    )

/** Subjects without labels are tested, all of them, or else nobody is. */
export const unlabelledFaults = (
  subjects: readonly Identified[],
  unlabelled: readonly Identified[],
  { test, folds }: SplitRequest,
): readonly Fault[] => {
  if (unlabelled.length === 0) return []
  const patients = new Set(unlabelled.map(({ patient }) => patient))
  const both = subjects.filter(
    ({ patient, unlabelled: none }) => none !== true && patients.has(patient),
  )
  return [
    ...(test === 0 && folds === undefined
      ? []
      : [
          fault({
            what: `${unlabelled.length} subjects without labels, and others that are held out`,
            where: { field: "split.test" },
            expected: "0: those without labels are tested",
            hint: "hold nobody else out, or leave out dataset.unlabelled",
          }),
        ]),
    ...both.map(({ id, patient }) =>
      fault({
        what: `patient ${patient} has scans with labels and without`,
        where: { subject: id },
        expected: "patients that are either trained on or tested",
        hint: "leave the scans with labels out: exclude",
      }),
    ),
  ]
}

export const nobodyKnown = (among: string): Fault =>
  fault({
    what: `"${among}" is known of no subject`,
    where: { field: "cohort.among" },
    expected: "subjects with this label or value",
    hint: "see that the table's ids and its column are meant",
  })

export const cannotTake = (
  part: string,
  size: number,
  left: readonly Patient<unknown>[],
): Fault => {
  const available = left.flat().length
  const where = { field: `split.${part}` }
  return size > available
    ? fault({
        what: `${size} subjects are asked for where ${available} are left`,
        where,
        expected: `at most ${available}, and one left for training`,
        hint: "hold out fewer, or see that the root holds the whole data set",
      })
    : fault({
        what: `no choice of whole patients has ${size} subjects`,
        where,
        hint: "Some patients have several scans, which stay together: ask for another number.",
      })
}
