import { Result } from "effect"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { patientsInRandomOrder } from "./wholePatients.ts"
import type { Subject } from "./subject.ts"
import { fault } from "../../../dsl/fault.ts"

/**
 * The subjects of a training part whose labels a semi-supervised run may use: the fewest patients,
 * in an order drawn from the seed, that hold `fraction` (0 < fraction <= 1) of the subjects. Sorted
 * by id. Subsets are nested: those of 20 % are among those of 40 %. Fails where a share is asked of
 * one patient alone: scans of one are never divided.
 */
export const labelFraction = <S extends Pick<Subject, "id" | "patient">>(
  train: readonly S[],
  fraction: number,
  seed: number,
): Result.Result<readonly S[], DatasetError> => {
  if (!(fraction > 0 && fraction <= 1)) {
    return Result.fail(
      datasetError(
        fault({
          what: `a label fraction of ${fraction}`,
          where: { field: "labelFraction" },
          expected: "above 0, at most 1",
        }),
      ),
    )
  }
  const wanted = Math.max(1, Math.round(fraction * train.length))
  const patients = patientsInRandomOrder(train, seed, "label-fraction")
  if (patients.length === 1 && wanted < train.length)
    return Result.fail(
      datasetError(
        fault({
          what: `a label fraction of ${fraction}, and all ${train.length} training scans are of one patient`,
          where: { field: "labelFraction" },
          expected: "1, or scans of several patients: those of one are never divided",
        }),
      ),
    )
  const chosen: S[] = []
  for (const scans of patients) {
    if (chosen.length >= wanted) break
    chosen.push(...scans)
  }
  return Result.succeed(chosen.sort((a, b) => (a.id < b.id ? -1 : 1)))
}
