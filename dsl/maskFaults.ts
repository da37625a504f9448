import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { isList } from "./plain.ts"
import { valueAt } from "./replace.ts"

/**
 * Mask steps that the data set has too few modalities for: a modality mask of all of them, and a patch
 * mask where one is left, which it would have to leave visible.
 */
export const maskFaults = ({ dataset, pretraining }: Experiment): readonly Fault[] => {
  const steps = valueAt(pretraining, "mask")
  const faults: Fault[] = []
  const all = dataset.modalities.length
  let left = all
  for (const [index, step] of (isList(steps) ? steps : []).entries()) {
    const where = { field: `pretraining.mask.${index}` }
    const kind = valueAt(step, "kind")
    const count = valueAt(step, "count")
    if (kind === "modality" && typeof count === "number") {
      // What follows it has nothing to be told of.
      if (count >= left)
        return [
          ...faults,
          fault({
            what: `a modality mask of ${count} leaves none of the ${left} modalities visible`,
            where,
            expected: `a count below ${left}`,
            hint: left > 1 ? `use at most ${left - 1}` : "leave this step out",
          }),
        ]
      left -= count
    }
    if (kind === "patch" && left < 2 && valueAt(step, "alone") !== "mask")
      faults.push(
        fault({
          what: `a patch mask has nothing to mask where one of ${all} modalities is left`,
          where,
          expected: "two modalities or more that earlier steps have left",
          hint: 'leave the modality mask out, or this step; alone: "mask" masks positions of the one that is left',
        }),
      )
  }
  return faults
}
