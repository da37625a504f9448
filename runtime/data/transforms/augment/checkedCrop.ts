import { Predicate } from "effect"
import type { Augmentation } from "../../../../dsl/augmentations/family.ts"
import { fault } from "../../../../dsl/fault.ts"
import { Faulty } from "../../../faults/faulty.ts"
import { functionPlace } from "../../../faults/functionPlace.ts"
import { thrownInWords } from "../../../faults/thrownValue.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { AugmentationImplementation } from "./contract.ts"
import type { Box, Crop } from "./crop.ts"

const volumeOf = ([depth, height, width]: Voxels): number => depth * height * width

/** An array in words: its type and its length. */
const arrayText = (value: unknown): string =>
  Predicate.hasProperty(value, "length")
    ? `${value.constructor.name}(${String(value.length)})`
    : value instanceof Promise
      ? "a promise"
      : thrownInWords(value)

/** What a step from outside has made of a crop, where it is a crop of the size with finite voxels. */
export const checkedCrop = (
  { kind }: Augmentation,
  { apply }: Pick<AugmentationImplementation, "apply">,
  before: Crop,
  made: Crop,
  box: Box,
  size: Voxels,
): Crop => {
  const channels = before.image.length / volumeOf(box.size)
  const refused = (what: string, expected: string): Faulty =>
    new Faulty({
      faults: [
        fault({
          what: `the augmentation ${kind} ${what}`,
          where: functionPlace(apply) ?? {},
          expected,
          hint: "this function returns it",
        }),
      ],
    })
  if (!Predicate.isObject(made) || made instanceof Promise)
    throw refused(`gives ${arrayText(made)}`, "a crop: a record { image, label }")
  const voxels = volumeOf(size)
  const { image, label }: Readonly<Record<keyof Crop, unknown>> = made
  if (!(image instanceof Float32Array) || image.length !== channels * voxels)
    throw refused(
      `gives ${arrayText(image)} as the image`,
      `a Float32Array of ${channels * voxels}: ${channels} x ${size.join(" x ")}`,
    )
  const isLabel = label instanceof Uint8Array && label.length === voxels
  if (before.label === undefined ? label !== undefined : !isLabel)
    throw refused(
      `gives ${arrayText(label)} as the label`,
      before.label === undefined ? "none: the crop has none" : `a Uint8Array of ${voxels}`,
    )
  const odd = image.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0) throw refused(`puts ${image[odd]} into a voxel`, "finite numbers")
  return made
}
