import { hd95Definition, type Hd95Convention } from "../../dsl/metrics/hd95.ts"
import { isEmpty, packBits, type BitVolume } from "./bitVolume.ts"
import { implementMetric } from "./contract.ts"
import { emptyMaskValues } from "./emptyMasks.ts"
import { requireGrid, type Grid, type Triple } from "./grid.ts"
import { largestSquared } from "./largest.ts"
import { numpyInterpolate, numpyRank, torchInterpolate, torchRank } from "./quantile.ts"
import { surfaceOf, type Surface } from "./surface.ts"
import { surfelCorners } from "./surfel.ts"
import { surfelDistances } from "./surfelDistances.ts"
import { voxelSurface } from "./voxelSurface.ts"
import { weightedQuantile } from "./weightedQuantile.ts"

/** Two masks that both hold voxels, on one grid. */
interface Pair {
  readonly prediction: BitVolume
  readonly truth: BitVolume
  readonly spacing: Triple
}

const FRACTION = 0.95

/** MONAI 1.6, compute_hausdorff_distance(percentile=95): distances and quantile are float32. */
const monai = ({ prediction, truth, spacing }: Pair): number => {
  const predicted = surfaceOf(voxelSurface(prediction))
  const labelled = surfaceOf(voxelSurface(truth))
  const directed = (from: Surface, to: Surface): number => {
    const { length } = from.points.z
    const rank = torchRank(length, FRACTION)
    const count = length - Math.floor(rank)
    const largest = largestSquared(from.points, to, spacing, count)
    return torchInterpolate(Float32Array.from(largest, Math.sqrt), rank)
  }
  return Math.max(directed(predicted, labelled), directed(labelled, predicted))
}

/** medpy 0.5, metric.binary.hd95 with connectivity 1: one percentile over both directions. */
const medpy = ({ prediction, truth, spacing }: Pair): number => {
  const predicted = surfaceOf(voxelSurface(prediction))
  const labelled = surfaceOf(voxelSurface(truth))
  const length = predicted.points.z.length + labelled.points.z.length
  const rank = numpyRank(length, FRACTION)
  const count = length - Math.floor(rank)
  const largest = (from: Surface, to: Surface): Float64Array =>
    largestSquared(from.points, to, spacing, Math.min(count, from.points.z.length))
  const there = largest(predicted, labelled)
  const back = largest(labelled, predicted)
  const pooled = new Float64Array(there.length + back.length)
  pooled.set(there)
  pooled.set(back, there.length)
  return numpyInterpolate(pooled.sort().subarray(-count).map(Math.sqrt), rank)
}

const weightedDistance = (
  mask: BitVolume,
  surface: Surface,
  to: Surface,
  spacing: Triple,
): number => {
  const { squared, areas } = surfelDistances(mask, surface, to, spacing)
  return Math.sqrt(weightedQuantile(squared, areas, FRACTION))
}

/** BraTS 2023's legacy (region-wise) HD95: surface-distance's robust Hausdorff at 95 percent. */
const brats2023 = ({ prediction, truth, spacing }: Pair): number => {
  const predicted = surfaceOf(surfelCorners(prediction))
  const labelled = surfaceOf(surfelCorners(truth))
  return Math.max(
    weightedDistance(prediction, predicted, labelled, spacing),
    weightedDistance(truth, labelled, predicted, spacing),
  )
}

const implementations = { monai, medpy, brats2023 }

const unitSpacing: Triple = [1, 1, 1]

/**
 * 95th percentile Hausdorff distance of two masks [d, h, w] (nonzero is inside), in mm or, under
 * `spacing: "voxel"`, in voxels. What an empty mask gives is the convention's `empty`: NaN under
 * `drop`, else the penalty for one empty mask and 0 for two; BraTS 2023 has 374 and 0. Nothing
 * else gives NaN. Throws a RangeError when a mask does not fill the grid or the spacing is not
 * positive and finite.
 */
export const hd95 = (
  prediction: Uint8Array,
  truth: Uint8Array,
  grid: Grid,
  convention: Hd95Convention,
): number => {
  requireGrid(prediction, grid)
  requireGrid(truth, grid)
  const pair: Pair = {
    prediction: packBits(prediction, grid.shape),
    truth: packBits(truth, grid.shape),
    spacing: convention.spacing === "mm" ? grid.spacing : unitSpacing,
  }
  const empty = [isEmpty(pair.prediction), isEmpty(pair.truth)]
  if (empty.includes(true)) {
    const values = emptyMaskValues(convention)
    return empty.includes(false) ? values.one : values.both
  }
  return implementations[convention.implementation](pair)
}

export default implementMetric(hd95Definition, {
  measure: ({ convention }, { prediction, truth, ...grid }) =>
    hd95(prediction, truth, grid, convention),
})
