import { boundingBox, crop, extent, union } from "./box.ts"
import type { Hd95 } from "../../dsl/metric.ts"
import { emptyMaskValues } from "./emptyMasks.ts"
import { squaredDistanceTransform } from "./distanceTransform.ts"
import { requireGrid, type Grid, type Triple } from "./grid.ts"
import { numpyQuantile, torchQuantile, weightedQuantile } from "./quantile.ts"
import { neighbourCodes, surfelAreas } from "./surfel.ts"
import { voxelSurface } from "./voxelSurface.ts"

/** Two masks that both hold voxels, on one grid. */
interface Pair {
  readonly prediction: Uint8Array
  readonly truth: Uint8Array
  readonly grid: Grid
}

/** Distance in mm from each nonzero voxel of `from`, in memory order, to the nearest of `to`. */
const distances = (from: Uint8Array, to: Uint8Array, grid: Grid): Float64Array => {
  const squared = squaredDistanceTransform(to, grid)
  let count = 0
  for (let i = 0; i < from.length; i++) if (from[i] !== 0) squared[count++] = squared[i]!
  return squared.slice(0, count).map(Math.sqrt)
}

const directedVoxelDistances = ({ prediction, truth, grid }: Pair) => {
  const predicted = voxelSurface(prediction, grid.shape)
  const labelled = voxelSurface(truth, grid.shape)
  return [distances(predicted, labelled, grid), distances(labelled, predicted, grid)] as const
}

/** MONAI 1.6, compute_hausdorff_distance(percentile=95): distances and quantile are float32. */
const monai = (pair: Pair): number => {
  const [there, back] = directedVoxelDistances(pair)
  const quantile = (directed: Float64Array) =>
    torchQuantile(new Float32Array(directed).sort(), 0.95)
  return Math.max(quantile(there), quantile(back))
}

/** medpy 0.5, metric.binary.hd95 with connectivity 1: one percentile over both directions. */
const medpy = (pair: Pair): number => {
  const [there, back] = directedVoxelDistances(pair)
  const pooled = new Float64Array(there.length + back.length)
  pooled.set(there)
  pooled.set(back, there.length)
  return numpyQuantile(pooled.sort(), 0.95)
}

/** Nonzero where a code carries a surface element. */
const carriesSurface = (codes: Uint8Array): Uint8Array => {
  const carries = new Uint8Array(codes.length)
  // 0 and 255 are the two bytes whose successor, modulo 256, is at most 1.
  for (let i = 0; i < codes.length; i++) carries[i] = ((codes[i]! + 1) & 255) > 1 ? 1 : 0
  return carries
}

const weightedDistance = (
  codes: Uint8Array,
  from: Uint8Array,
  to: Uint8Array,
  grid: Grid,
): number => {
  const areas = surfelAreas(grid.spacing)
  const directed = distances(from, to, grid)
  const areaOf = new Float64Array(directed.length)
  let count = 0
  for (let i = 0; i < from.length; i++) if (from[i] !== 0) areaOf[count++] = areas[codes[i]!]!
  const order = Uint32Array.from(directed, (_, index) => index).sort(
    (a, b) => directed[a]! - directed[b]! || areaOf[a]! - areaOf[b]!,
  )
  return weightedQuantile(
    Float64Array.from(order, (index) => directed[index]!),
    Float64Array.from(order, (index) => areaOf[index]!),
    0.95,
  )
}

/** BraTS 2023's legacy (region-wise) HD95: surface-distance's robust Hausdorff at 95 percent. */
const brats2023 = ({ prediction, truth, grid }: Pair): number => {
  const [depth, height, width] = grid.shape
  const corners: Grid = { shape: [depth + 1, height + 1, width + 1], spacing: grid.spacing }
  const predictionCodes = neighbourCodes(prediction, grid.shape)
  const truthCodes = neighbourCodes(truth, grid.shape)
  const predicted = carriesSurface(predictionCodes)
  const labelled = carriesSurface(truthCodes)
  return Math.max(
    weightedDistance(predictionCodes, predicted, labelled, corners),
    weightedDistance(truthCodes, labelled, predicted, corners),
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
 *
 * No surface or distance depends on voxels outside the masks' common bounding box, so that the
 * work is done inside it.
 */
export const hd95 = (
  prediction: Uint8Array,
  truth: Uint8Array,
  grid: Grid,
  convention: Hd95,
): number => {
  requireGrid(prediction, grid)
  requireGrid(truth, grid)
  const predictionBox = boundingBox(prediction, grid.shape)
  const truthBox = boundingBox(truth, grid.shape)
  if (predictionBox === undefined || truthBox === undefined) {
    const empty = emptyMaskValues(convention)
    return predictionBox === truthBox ? empty.both : empty.one
  }
  const box = union(predictionBox, truthBox)
  return implementations[convention.implementation]({
    prediction: crop(prediction, grid.shape, box),
    truth: crop(truth, grid.shape, box),
    grid: {
      shape: extent(box),
      spacing: convention.spacing === "mm" ? grid.spacing : unitSpacing,
    },
  })
}
