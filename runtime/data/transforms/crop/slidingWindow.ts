import type { Voxels } from "../../volume/crop.ts"

/** Where windows begin along an axis: steps of size * (1 - overlap), the last one at the border. */
const starts = (length: number, size: number, overlap: number): readonly number[] => {
  if (length <= size) return [0 - Math.floor((size - length) / 2)]
  const step = Math.max(1, Math.trunc(size * (1 - overlap)))
  const count = Math.ceil((length - size) / step) + 1
  return Array.from({ length: count }, (_, index) => Math.min(index * step, length - size))
}

/**
 * Origins (z, y, x) of windows that cover a volume, as MONAI's sliding_window_inference lays them. A
 * volume smaller than a window lies in its middle, so that origins are negative there.
 */
export const slidingWindows = (shape: Voxels, size: Voxels, overlap: number): readonly Voxels[] =>
  starts(shape[0], size[0], overlap).flatMap((z) =>
    starts(shape[1], size[1], overlap).flatMap((y) =>
      starts(shape[2], size[2], overlap).map((x) => [z, y, x] as const),
    ),
  )

/** Deviation of the weights over the window's length (MONAI's sigma_scale). */
const sigmaScale = 0.125
/** Weights are at least this (MONAI's compute_importance_map). */
const leastWeight = 1e-3

const profile = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, index) => {
    const distance = index - (length - 1) / 2
    return Math.exp(-(distance ** 2) / (2 * (length * sigmaScale) ** 2))
  })

/**
 * Weight of each voxel of a window, [z, y, x]: a Gaussian around its middle, at least a thousandth
 * (MONAI's compute_importance_map in mode "gaussian").
 */
export const gaussianImportance = (size: Voxels): Float32Array => {
  const [z, y, x] = [profile(size[0]), profile(size[1]), profile(size[2])]
  const weights = new Float32Array(size[0] * size[1] * size[2])
  let voxel = 0
  for (const a of z)
    for (const b of y) for (const c of x) weights[voxel++] = Math.max(leastWeight, a * b * c)
  return weights
}
