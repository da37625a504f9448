import { classificationDefinition } from "./tasks/classification.ts"
import type { MaskTask } from "./tasks/mask.ts"
import type { ProbabilityTask } from "./tasks/probability.ts"
import { segmentationDefinition } from "./tasks/segmentation.ts"
import type { ValueTask } from "./tasks/value.ts"

export { defineTask } from "./tasks/family.ts"
export { classification } from "./tasks/classification.ts"
export { maskFields, type MaskTask } from "./tasks/mask.ts"
export { probabilityFields, type ProbabilityTask } from "./tasks/probability.ts"
export { segmentation } from "./tasks/segmentation.ts"
export { valueFields, type ValueTask } from "./tasks/value.ts"

/** The tasks a data set allows: its regions, its labels, its values. */
export type Task<
  Region extends string = string,
  Label extends string = string,
  Value extends string = string,
> = MaskTask<Region> | ProbabilityTask<Label> | ValueTask<Value>

export const taskDefinitions = [segmentationDefinition, classificationDefinition]
