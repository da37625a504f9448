import { Effect } from "effect"
import type { Augmentation } from "../../../../dsl/augmentations/family.ts"
import type { Faulty } from "../../../faults/faulty.ts"
import { loadAs } from "../../../implementations/implementation.ts"
import type { AugmentationImplementation, LoadedStep } from "./contract.ts"

/** The steps with their implementations, found by their addresses. */
export const loadSteps = (
  steps: readonly Augmentation[],
): Effect.Effect<readonly LoadedStep[], Faulty> =>
  Effect.forEach(steps, (step) =>
    loadAs<AugmentationImplementation>(step, ["apply"]).pipe(
      Effect.map((implementation) => ({ step, implementation })),
    ),
  )
