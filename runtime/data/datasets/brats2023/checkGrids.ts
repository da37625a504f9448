import { basename } from "node:path"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { affineDistance } from "../../formats/nifti/affine.ts"
import type { ImageGrid } from "../../formats/grid.ts"

/** Largest difference of two affines' entries that still is one grid (mm; mm per voxel). */
const AFFINE_TOLERANCE = 1e-3

/** Where the voxels of a file lie. */
export type FileGrid = ImageGrid & { readonly path: string }

const difference = (one: FileGrid, other: FileGrid): string | undefined => {
  const shapes = [one, other].map(({ shape }) => shape.join(" x "))
  if (shapes[0] !== shapes[1]) return `shape ${shapes[1]} against ${shapes[0]}`
  const distance = affineDistance(one.affine, other.affine)
  return distance > AFFINE_TOLERANCE
    ? `affines that differ by up to ${distance.toPrecision(3)} mm`
    : undefined
}

/** Every image that does not lie on the first one's grid. */
export const gridFaults = (subject: string, images: readonly FileGrid[]): readonly Fault[] => {
  const [first, ...others] = images
  if (first === undefined) return []
  return others.flatMap((other) => {
    const differs = difference(first, other)
    if (differs === undefined) return []
    return [
      fault({
        what: `${basename(other.path)} and ${basename(first.path)} lie on different grids: ${differs}`,
        where: { subject, file: other.path },
        expected: "one grid for all images of a subject",
        hint: "Resample them to one grid, as the challenge's files are.",
      }),
    ]
  })
}
