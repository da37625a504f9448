import type { Augmentation } from "../../../../dsl/augmentations/family.ts"
import type { AnyDefinition, Component, Definition } from "../../../../dsl/component.ts"
import type { Fields, Values } from "../../../../dsl/field.ts"
import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Box, Crop } from "./crop.ts"
import type { TensorStep } from "./tensors/tensorStep.ts"

/** How a step of augmentation is implemented. */
export interface AugmentationImplementation<A = Augmentation> {
  readonly definition: AnyDefinition
  /**
   * The crop of a size, (z, y, x), after the step. What is drawn depends on the address of `random`
   * alone. `box` is what the crop given holds: the crop itself, or what `box` asked for.
   */
  apply(this: void, step: A, crop: Crop, size: Voxels, random: Random, box: Box): Crop
  /**
   * The box to read for a crop where this is the first step, told from the crop's first voxel and
   * within the volume; undefined for the crop itself.
   */
  box?(step: A, size: Voxels, random: Random, volume: Box): Box | undefined
  /**
   * The same as a program of tensors, for devices that XLA compiles for. A list of steps of which one has none
   * runs on the host there too.
   */
  readonly tensors?: TensorStep<A>
}

/** The default export of the module of a step of augmentation. */
export const implementAugmentation = <Kind extends string, F extends Fields>(
  definition: Definition<"augmentation", Kind, F>,
  implementation: Omit<
    AugmentationImplementation<Component<"augmentation", Kind> & Values<F>>,
    "definition"
  >,
) => ({ definition, ...implementation })

/** A step with its implementation. */
export interface LoadedStep {
  readonly step: Augmentation
  readonly implementation: AugmentationImplementation
}
