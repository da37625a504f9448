import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import { builtInPrefix } from "../../../implementations/implementation.ts"
import { checkedCrop } from "./checkedCrop.ts"
import type { LoadedStep } from "./contract.ts"
import { type Box, type Crop, wholeOf } from "./crop.ts"

/**
 * The box of voxels to give to `augment`: the crop, or what the first step reads around it within the
 * volume, both told from the crop's first voxel.
 */
export const boxToRead = (
  [first]: readonly LoadedStep[],
  size: Voxels,
  random: Random,
  volume: Box,
): Box =>
  first?.implementation.box?.(first.step, size, random.at(0, first.step.kind), volume) ??
  wholeOf(size)

/**
 * A crop after every step of augmentation, from the voxels of `boxToRead`. The label follows rotation,
 * scaling, flips and resizing. A shift moves background voxels too, as in MONAI. What is drawn depends on
 * the address of `random` alone.
 */
export const augment = (
  image: Float32Array,
  label: Uint8Array | undefined,
  size: Voxels,
  steps: readonly LoadedStep[],
  random: Random,
  box: Box = wholeOf(size),
): Crop =>
  steps.reduce<Crop>(
    (crop, { step, implementation }, index) => {
      const given = index === 0 ? box : wholeOf(size)
      const made = implementation.apply(step, crop, size, random.at(index, step.kind), given)
      return step.implementation.startsWith(builtInPrefix)
        ? made
        : checkedCrop(step, implementation, crop, made, given, size)
    },
    { image, label },
  )
