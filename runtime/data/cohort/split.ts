import { Result } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { random } from "../../random/random.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { foldsOfPatients } from "./folds.ts"
import type { Subject } from "./subject.ts"

/** How to divide: a count of subjects (1 or more) or a share of them (below 1) for each part; 0: none. */
export interface SplitRequest {
  readonly test: number
  readonly validation?: number
  readonly seed: number
  /** A label or value: only subjects of whom it is known are divided. */
  readonly among?: string
  /** The test part is the `fold`-th of so many, the first one unless said otherwise; `test` is not read. */
  readonly folds?: {
    readonly of: number
    /** Label of which each fold gets its share. */
    readonly stratify?: string
    readonly fold?: number
  }
}

/** Subjects, sorted by id, no patient in two parts. `validation` is empty unless asked for. */
export interface SubjectSplit<S> {
  readonly train: readonly S[]
  readonly validation: readonly S[]
  readonly test: readonly S[]
}

type Identified = Pick<Subject, "id" | "patient"> & {
  readonly labels?: Readonly<Record<string, 0 | 1 | null>>
  readonly values?: Readonly<Record<string, number | null>> | undefined
  readonly unlabelled?: true | undefined
}

/** The scans of one patient. */
type Patient<S> = readonly S[]

const sorted = <S extends Identified>(subjects: readonly S[]): readonly S[] =>
  subjects.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/**
 * Patients in an order drawn from the seed. Each patient's rank has its own address, so the order
 * does not depend on the order of the input, nor on who else is there.
 */
export const patientsInRandomOrder = <S extends Identified>(
  subjects: readonly S[],
  seed: number,
  purpose: string,
): readonly Patient<S>[] =>
  [...Map.groupBy(subjects, ({ patient }) => patient)]
    .map(([patient, scans]) => ({ patient, scans, rank: random(seed, purpose, patient).uniform() }))
    .toSorted((a, b) => a.rank - b.rank || (a.patient < b.patient ? -1 : 1))
    .map(({ scans }) => scans)

/** For each patient on, which numbers of subjects the patients from there on can make up. */
const reachable = (patients: readonly Patient<unknown>[], most: number): readonly Uint8Array[] => {
  const sums = [Uint8Array.of(1, ...new Uint8Array(most))]
  for (const scans of patients.toReversed()) {
    const next = sums[0]!.slice()
    for (let sum = scans.length; sum <= most; sum++) next[sum]! |= sums[0]![sum - scans.length]!
    sums.unshift(next)
  }
  return sums
}

/** The first patients, in order, whose scans number `size` together; `undefined` where none do. */
const take = <S>(
  patients: readonly Patient<S>[],
  size: number,
): { readonly taken: readonly Patient<S>[]; readonly left: readonly Patient<S>[] } | undefined => {
  if (size > patients.flat().length) return undefined
  const sums = reachable(patients, size)
  if (sums[0]![size] !== 1) return undefined
  const taken: Patient<S>[] = []
  const left: Patient<S>[] = []
  let missing = size
  for (const [index, scans] of patients.entries()) {
    const rest = missing - scans.length
    if (rest >= 0 && sums[index + 1]![rest] === 1) {
      taken.push(scans)
      missing = rest
    } else left.push(scans)
  }
  return { taken, left }
}

/** A count as it is; a share as the nearest count, 1 or more, that whole patients can make up. */
const sizeOf = (asked: number, total: number, patients: readonly Patient<unknown>[]): number => {
  if (asked >= 1) return asked
  const wanted = Math.round(asked * total)
  const sums = reachable(patients, total)[0]!
  const possible = [...sums.keys()].filter((size) => size > 0 && sums[size] === 1)
  const distance = (size: number): number => Math.abs(size - wanted)
  return possible.toSorted((a, b) => distance(a) - distance(b))[0] ?? wanted
}

const requestFaults = (request: SplitRequest, total: number): readonly Fault[] =>
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

const foldFaults = (
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

const doubledFaults = (subjects: readonly Identified[]): readonly Fault[] =>
  [...Map.groupBy(subjects, ({ id }) => id)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) =>
      fault({
        what: `the subject is listed ${same.length} times`,
        where: { subject: id },
      }),
    )

/** Subjects without labels are tested, all of them, or else nobody is. */
const unlabelledFaults = (
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

/**
 * Divides subjects into train, validation and test, patient by patient. Those without labels are the
 * test part. Depends on the set of
 * subjects and the seed alone; the test part is the same with and without a validation part. Fails
 * where a part would be empty, or where whole patients can't make up a count.
 */
export const splitSubjects = <S extends Identified>(
  all: readonly S[],
  request: SplitRequest,
): Result.Result<SubjectSplit<S>, DatasetError> => {
  const { among } = request
  const subjects =
    among === undefined
      ? all
      : all.filter(({ labels, values }) => (labels?.[among] ?? values?.[among] ?? null) !== null)
  if (subjects.length === 0 && among !== undefined)
    return Result.fail(datasetError(nobodyKnown(among)))
  const unlabelled = subjects.filter((each) => each.unlabelled === true)
  const divided = subjects.filter((each) => each.unlabelled !== true)
  const faults = [
    ...doubledFaults(subjects),
    ...unlabelledFaults(subjects, unlabelled, request),
    ...requestFaults(request, divided.length),
  ]
  if (faults.length > 0) return Result.fail(datasetError(...faults))

  let left = patientsInRandomOrder(divided, request.seed, "split")
  const parts: { test: readonly S[]; validation: readonly S[] } = {
    test: sorted(unlabelled),
    validation: [],
  }
  if (request.folds !== undefined) {
    const { of, stratify, fold = 0 } = request.folds
    const cannot = foldFaults(left, request.folds)
    if (cannot.length > 0) return Result.fail(datasetError(...cannot))
    const folds = foldsOfPatients(left, of, stratify)
    parts.test = sorted(left.filter((_, index) => folds[index] === fold).flat())
    left = left.filter((_, index) => folds[index] !== fold)
  }
  for (const part of ["test", "validation"] as const) {
    const asked = part === "test" && request.folds !== undefined ? undefined : request[part]
    if (asked === undefined || asked === 0) continue
    const size = sizeOf(asked, divided.length, left)
    const found = take(left, size)
    if (found === undefined) {
      return Result.fail(datasetError(cannotTake(part, size, left)))
    }
    parts[part] = sorted(found.taken.flat())
    left = found.left
  }
  if (left.length === 0) {
    return Result.fail(
      datasetError(
        fault({
          what: `no subject is left for training: all ${divided.length} are held out`,
          where: { field: "split" },
          hint: "Hold out fewer.",
        }),
      ),
    )
  }
  return Result.succeed({ train: sorted(left.flat()), ...parts })
}

const nobodyKnown = (among: string): Fault =>
  fault({
    what: `"${among}" is known of no subject`,
    where: { field: "cohort.among" },
    expected: "subjects with this label or value",
    hint: "see that the table's ids and its column are meant",
  })

const cannotTake = (part: string, size: number, left: readonly Patient<unknown>[]): Fault => {
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
