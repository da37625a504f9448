import { Result } from "effect"
import { datasetError, type DatasetError } from "./datasetError.ts"
import { patientsInRandomOrder } from "./split.ts"
import type { Subject } from "./subject.ts"

/**
 * The subjects of a training part whose labels a semi-supervised run may use: the fewest patients,
 * in an order drawn from the seed, that hold `fraction` (0 < fraction <= 1) of the subjects. Sorted
 * by id. Subsets are nested: those of 20 % are among those of 40 %.
 */
export const labelFraction = <S extends Pick<Subject, "id" | "patient">>(
  train: readonly S[],
  fraction: number,
  seed: number,
): Result.Result<readonly S[], DatasetError> => {
  if (!(fraction > 0 && fraction <= 1)) {
    return Result.fail(
      datasetError({
        what: `a label fraction of ${fraction}`,
        where: { field: "labelFraction" },
        expected: "above 0, at most 1",
      }),
    )
  }
  const wanted = Math.max(1, Math.round(fraction * train.length))
  const chosen: S[] = []
  for (const scans of patientsInRandomOrder(train, seed, "label-fraction")) {
    if (chosen.length >= wanted) break
    chosen.push(...scans)
  }
  return Result.succeed(chosen.sort((a, b) => (a.id < b.id ? -1 : 1)))
}
