import type { affine } from "../../../../dsl/augmentations/affine.ts"
import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Box } from "./crop.ts"

type Triple = readonly [number, number, number]

/** From the centre of a crop to a voxel of it, to the centre and the place to read; (z, y, x). */
export type AffineMatrix = readonly [Triple, Triple, Triple]

const times = (a: AffineMatrix, b: AffineMatrix): AffineMatrix => {
  const entry = (row: Triple, column: 0 | 1 | 2): number =>
    row[0] * b[0][column] + row[1] * b[1][column] + row[2] * b[2][column]
  const product = (row: Triple): Triple => [entry(row, 0), entry(row, 1), entry(row, 2)]
  return [product(a[0]), product(a[1]), product(a[2])]
}

/**
 * Scales, then turns about the axes z, y, x by angles in radians: R2 R1 R0 S of batchgeneratorsv2
 * create_affine_matrix_3d, whose axes are those of the array.
 */
export const affineMatrix = (angles: Triple, scales: Triple): AffineMatrix => {
  const [c0, c1, c2] = [Math.cos(angles[0]), Math.cos(angles[1]), Math.cos(angles[2])]
  const [s0, s1, s2] = [Math.sin(angles[0]), Math.sin(angles[1]), Math.sin(angles[2])]
  const about0: AffineMatrix = [
    [1, 0, 0],
    [0, c0, -s0],
    [0, s0, c0],
  ]
  const about1: AffineMatrix = [
    [c1, 0, s1],
    [0, 1, 0],
    [-s1, 0, c1],
  ]
  const about2: AffineMatrix = [
    [c2, -s2, 0],
    [s2, c2, 0],
    [0, 0, 1],
  ]
  const scaling: AffineMatrix = [
    [scales[0], 0, 0],
    [0, scales[1], 0],
    [0, 0, scales[2]],
  ]
  return times(about2, times(about1, times(about0, scaling)))
}

/** Reads each voxel where it is. */
export const unmoved = affineMatrix([0, 0, 0], [1, 1, 1])

/** The step that rotates and scales. */
type AffineStep = ReturnType<typeof affine>

/** What a step does to one crop; none where neither rotation nor scaling is drawn. */
export const drawAffine = (step: AffineStep, random: Random): AffineMatrix | undefined => {
  const turns = random.at("rotates").chance(step.rotationProbability)
  const scales = random.at("scales").chance(step.scalingProbability)
  if (!turns && !scales) return undefined
  const angle = (axis: 0 | 1 | 2): number =>
    turns ? (random.at("angle", axis).uniform(...step.rotation) * Math.PI) / 180 : 0
  const scale = scales ? random.at("scale").uniform(...step.scaling) : 1
  return step.axes === "all"
    ? affineMatrix([angle(0), angle(1), angle(2)], [scale, scale, scale])
    : affineMatrix([angle(0), 0, 0], [1, scale, scale])
}

/** The box of all voxels within limits that are read for a crop. */
export const boxRead = (matrix: AffineMatrix, size: Voxels, limits: Box): Box => {
  const along = (axis: 0 | 1 | 2): readonly [from: number, length: number] => {
    const centre = (size[axis] - 1) / 2
    const half = matrix[axis].reduce(
      (sum, entry, from) => sum + (Math.abs(entry) * ((size[from] ?? 1) - 1)) / 2,
      0,
    )
    const from = Math.max(limits.origin[axis], Math.floor(centre - half))
    const end = Math.min(limits.origin[axis] + limits.size[axis], Math.ceil(centre + half) + 1)
    return [from, end - from]
  }
  const [z, y, x] = [along(0), along(1), along(2)]
  return { origin: [z[0], y[0], x[0]], size: [z[1], y[1], x[1]] }
}
