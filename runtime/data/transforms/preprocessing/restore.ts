import type { Affine } from "../../formats/nifti/affine.ts"
import { shiftedAffine } from "../../formats/nifti/affine.ts"
import type { VolumeMeta } from "../../volume/meta.ts"
import type { Lattice } from "../resample/lattice.ts"
import { interpolatedWithin } from "../resample/within.ts"
import type { AppliedStep, Grid } from "./applied.ts"
import { placeInOriginal } from "./origin.ts"

/** The box that a volume was cut from, where its steps are not recorded. */
const cutAlone = ({ spacing, affine, original: { shape, origin } }: VolumeMeta): AppliedStep => ({
  step: "cropForeground",
  from: { shape, spacing, affine: shiftedAffine(affine, [-origin[2], -origin[1], -origin[0]]) },
  origin,
})

export const stepsOf = (meta: VolumeMeta): readonly AppliedStep[] =>
  meta.preprocessing ?? [cutAlone(meta)]

/** The grid of the images as they came. */
const imageGrid = (meta: VolumeMeta): Grid => {
  const moved = stepsOf(meta).find((step) => "from" in step)
  return moved !== undefined && "from" in moved ? moved.from : meta
}

/** The grid of the expert's label file; that of the images where there is none. */
export const fileGrid = (meta: VolumeMeta): Grid => {
  const { shape, spacing, affine } = meta.expert ?? imageGrid(meta)
  return { shape, spacing, affine }
}

const unit: Affine = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]

const isSame = (one: Affine, other: Affine): boolean =>
  one.flat().every((entry, index) => entry === other.flat()[index])

/** Voxels after the steps, (x, y, z), to voxels of the images as they came. */
const toOriginal = (meta: VolumeMeta): Affine => {
  const steps = stepsOf(meta)
  const start = placeInOriginal(steps, [0, 0, 0])
  const ends = ([2, 1, 0] as const).map((axis) =>
    placeInOriginal(steps, [axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0]),
  )
  const row = (axis: 0 | 1 | 2): Affine[0] => {
    const [x = 0, y = 0, z = 0] = ends.map((end) => end[axis] - start[axis])
    return [x, y, z, start[axis]]
  }
  return [row(2), row(1), row(0), [0, 0, 0, 1]]
}

/**
 * Brings what a network gives on the preprocessed grid, [depth, height, width], to the grid of the
 * expert's file (`fileGrid`): trilinear, the inverse of all steps at once. Into `target`, which keeps its
 * values where the network saw nothing, and is returned.
 */
export const broughtBack = (
  values: Float32Array,
  meta: VolumeMeta,
  target: Float32Array,
): Float32Array => {
  const { shape, affine } = fileGrid(meta)
  const own = imageGrid(meta)
  // Where files share a grid, places are counted in its voxels: an affine may be without directions.
  const lattices: readonly [Lattice, Lattice] = isSame(affine, own.affine)
    ? [
        { shape: meta.shape, affine: toOriginal(meta) },
        { shape, affine: unit },
      ]
    : [meta, { shape, affine }]
  return interpolatedWithin(values, ...lattices, target)
}
