import { basename } from "node:path"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { affineDistance } from "../../formats/nifti/affine.ts"
import type { ImageHeader } from "./readImage.ts"

/** Largest difference of two affines' entries that still is one grid (mm; mm per voxel). */
const AFFINE_TOLERANCE = 1e-3

const gridOf = ({ shape, spacing }: ImageHeader): string =>
  `${shape.toReversed().join(" x ")} voxels of ${spacing
    .toReversed()
    .map((length) => Number(length.toFixed(3)))
    .join(" x ")} mm`

/** How another image's grid differs from that of `one`; `undefined` where it does not. */
export const gridDifference = (one: ImageHeader, other: ImageHeader): string | undefined => {
  if (one.shape.some((length, axis) => length !== other.shape[axis])) {
    return `${gridOf(other)} against ${gridOf(one)} (x, y, z)`
  }
  const distance = affineDistance(one.affine, other.affine)
  return distance > AFFINE_TOLERANCE
    ? `affines that differ by up to ${distance.toPrecision(3)} mm`
    : undefined
}

/** Every image that does not lie on the first one's grid. */
export const gridFaults = (
  subject: string,
  images: readonly ImageHeader[],
  hint: string,
): readonly Fault[] => {
  const [first, ...others] = images
  if (first === undefined) return []
  return others.flatMap((other) => {
    const differs = gridDifference(first, other)
    if (differs === undefined) return []
    const names = `${basename(other.path)} and ${basename(first.path)}`
    return [
      fault({
        what: `${names} lie on different grids: ${differs}`,
        where: { subject, file: other.path },
        expected: "one grid for all files of a subject",
        hint,
      }),
    ]
  })
}
