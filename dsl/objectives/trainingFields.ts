import { Schema } from "effect"
import { AnyAugmentation } from "../augmentations/family.ts"
import { flip } from "../augmentations/flip.ts"
import { Count, defaulted, required } from "../field.ts"
import { devices } from "../devices.ts"
import { microBatch } from "../microBatch.ts"
import { precision } from "../precision.ts"
import { AnyOptimizer } from "../optimizers/family.ts"

/** Fields of every objective that trains. */
export const trainingFields = {
  epochs: required(Count, "Passes over the training subjects."),
  batch: required(Count, "Crops in a step."),
  crops: defaulted(Count, 4, "Crops of a subject in an epoch.", "MIM-Med3D"),
  augment: defaulted(
    Schema.Array(AnyAugmentation),
    [flip()],
    "Augmentation of the crops.",
    "the authors' code: flips with probability 0.5",
  ),
  optimizer: required(AnyOptimizer, "Optimiser and schedule."),
  microBatch,
  devices,
  precision,
}
