import type { Augmentation } from "../../../../dsl/augmentation.ts"
import type {
  AugmentationImplementation,
  LoadedStep,
} from "../../../../runtime/data/transforms/augment/contract.ts"
import { Effect } from "effect"
import { augmentationDefinitions } from "../../../../dsl/augmentation.ts"
import { loadSteps } from "../../../../runtime/data/transforms/augment/loadSteps.ts"

const steps = await Effect.runPromise(
  loadSteps(augmentationDefinitions.map((definition) => definition())),
)
const implementations = new Map<string, AugmentationImplementation>(
  steps.map(({ step, implementation }) => [step.kind, implementation]),
)

/** Built-in steps with their implementations. */
export const loaded = (steps: readonly Augmentation[]): readonly LoadedStep[] =>
  steps.map((step) => ({ step, implementation: implementations.get(step.kind)! }))
