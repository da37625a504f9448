import { Result } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { foldsOfPatients } from "./folds.ts"
import {
  cannotTake,
  doubledFaults,
  foldFaults,
  nobodyKnown,
  requestFaults,
  unlabelledFaults,
} from "./splitFaults.ts"
import type { SplitRequest } from "./splitRequest.ts"
import { type Identified, patientsInRandomOrder, sizeOf, take } from "./wholePatients.ts"

/** Subjects, sorted by id, no patient in two parts. `validation` is empty unless asked for. */
export interface SubjectSplit<S> {
  readonly train: readonly S[]
  readonly validation: readonly S[]
  readonly test: readonly S[]
}

const sorted = <S extends Identified>(subjects: readonly S[]): readonly S[] =>
  subjects.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/**
 * Divides subjects into train, validation and test, patient by patient. Those without labels are the
 * test part. Depends on the set of subjects and the seed alone; the test part is the same with and without
 * a validation part. Fails where a part would be empty, or where whole patients can't make up a count.
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
