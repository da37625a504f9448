import { AxisCodes } from "../../../../dsl/preprocessing.ts"
import type { Affine } from "../../formats/nifti/affine.ts"
import { turnTo } from "./orient.ts"

/** Where the voxel axes (x, y, z) point, oblique ones to the closest. */
export const orientationOf = (affine: Affine): AxisCodes => {
  const found = AxisCodes.literals.find((codes) => {
    const { axes, flips } = turnTo(affine, codes)
    return axes.every((axis, index) => axis === index) && !flips.includes(true)
  })
  if (found === undefined) throw new Error("three axes point to no three of the world's")
  return found
}
