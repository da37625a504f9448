import { fault, type Fault } from "../../../../dsl/fault.ts"
import { functionPlace } from "../../../faults/functionPlace.ts"
import { random } from "../../../random/random.ts"
import { withClockAhead } from "../../../units/clockAhead.ts"
import type { Voxels } from "../../volume/crop.ts"
import { augment } from "./augment.ts"
import type { LoadedStep } from "./contract.ts"

/** Crops that are made: what a step does with a probability is then done in some. */
const crops = 4

const isSame = (one: ArrayLike<number>, other: ArrayLike<number>): boolean => {
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}

/** What is wrong with a step of augmentation from outside, found by crops of noise on a background of 0; what it throws is thrown. */
export const stepFaults = (
  loaded: LoadedStep,
  size: Voxels,
  channels: number,
): readonly Fault[] => {
  const voxels = size[0] * size[1] * size[2]
  const noise = random(0, "check", "crop")
  // Of intensities from 0, as a background has, up.
  const image = Float32Array.from({ length: channels * voxels }, () => Math.max(0, noise.normal()))
  const label = Uint8Array.from(image.subarray(0, voxels), (value) => (value > 0 ? 1 : 0))
  const made = (crop: number) =>
    augment(image.slice(), label.slice(), size, [loaded], random(0, "check", crop))
  for (let crop = 0; crop < crops; crop++) {
    const one = made(crop)
    const other = withClockAhead(() => made(crop))
    if (!isSame(one.image, other.image) || !isSame(one.label ?? [], other.label ?? []))
      return [
        fault({
          what: `the augmentation ${loaded.step.kind} makes other voxels of the same crop and random stream`,
          where: functionPlace(loaded.implementation.apply) ?? {},
          expected: "the same voxels again: a run is resumed from its checkpoint by them",
          hint: "draw from the `random` that is given, keep nothing in the module between calls, and read no clock",
        }),
      ]
  }
  return []
}
