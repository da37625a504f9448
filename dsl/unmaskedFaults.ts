import { faultUnless } from "./faultIf.ts"
import { valueAt } from "./replace.ts"
import { beside, type RuleFault } from "./ruleFault.ts"
import type { Arm } from "./study.ts"

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/**
 * A Pyramid Barlow Twins without a mask: it compares the encoding of an image with itself. An arm that a
 * factor `pretraining.mask` names is an ablation of the mask (M2-MAE, Table III), and is none.
 */
export const unmaskedFaults = ({
  factors,
  experiment: { pretraining },
}: Pick<Arm, "factors" | "experiment">): readonly RuleFault[] =>
  beside(
    faultUnless(
      Object.hasOwn(factors, "pretraining.mask") ||
        !isEmpty(valueAt(pretraining, "mask")) ||
        isEmpty(valueAt(pretraining, "pbt") ?? []) ||
        valueAt(pretraining, "loss.pbt") === 0,
      () => ({
        what: "nothing is masked: the Pyramid Barlow Twins compares each image with itself",
        where: { field: "pretraining.mask" },
        expected: "one mask step or more",
        hint: 'name a step, such as positionMask(); where it is an ablation, make the mask a factor: vary("pretraining.mask", { none: [], ... })',
      }),
    ),
    "pretraining.pbt",
    "pretraining.loss",
  )
