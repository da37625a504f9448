import { Effect } from "effect"
import { gaussianImportance, slidingWindows } from "../data/transforms/crop/slidingWindow.ts"
import { detachBuffers } from "../files/detachBuffers.ts"
import { readImageCrop, type Voxels } from "../data/volume/crop.ts"
import type { Volume } from "../data/volume/open.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { EngineError, Prepared } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { notFiniteOutput } from "./notFinite.ts"

/** How windows cover a volume. */
export interface Windows {
  /** Voxels of a window, (z, y, x). */
  readonly size: Voxels
  readonly overlap: number
  readonly blending: "gaussian" | "constant"
}

/** Told after each window which share of the volume's is done. */
type OnWindow = (share: number) => Effect.Effect<void>

/** Adds a window's logits, weighted, to the sums of the volume; voxels outside of it are left out. */
const addWindow = (
  logits: Float32Array,
  weights: Float32Array,
  [z0, y0, x0]: Voxels,
  size: Voxels,
  shape: Voxels,
  sums: Float32Array,
  total: Float32Array,
): void => {
  const window = size[0] * size[1] * size[2]
  const volume = shape[0] * shape[1] * shape[2]
  const outputs = sums.length / volume
  for (let z = Math.max(0, -z0); z < size[0] && z0 + z < shape[0]; z++)
    for (let y = Math.max(0, -y0); y < size[1] && y0 + y < shape[1]; y++)
      for (let x = Math.max(0, -x0); x < size[2] && x0 + x < shape[2]; x++) {
        const from = (z * size[1] + y) * size[2] + x
        const to = ((z0 + z) * shape[1] + y0 + y) * shape[2] + x0 + x
        const weight = weights[from]!
        total[to] = total[to]! + weight
        for (let output = 0; output < outputs; output++)
          sums[output * volume + to]! += weight * logits[output * window + from]!
      }
}

/**
 * Logits of a whole volume, [output, z, y, x]: the mean over the windows that cover a voxel, weighted
 * by its place in each (MONAI sliding_window_inference). The program takes one window at a time.
 */
export const slidingLogits = Effect.fnUntraced(function* (
  inference: Prepared,
  volume: Volume,
  outputs: number,
  { size, overlap, blending }: Windows,
  onWindow: OnWindow = () => Effect.void,
): Effect.fn.Return<Float32Array, EngineError | DatasetError | Faulty> {
  const { shape } = volume.meta
  const voxels = shape[0] * shape[1] * shape[2]
  const weights =
    blending === "gaussian"
      ? gaussianImportance(size)
      : new Float32Array(size[0] * size[1] * size[2]).fill(1)
  const sums = new Float32Array(outputs * voxels)
  const total = new Float32Array(voxels)
  const origins = slidingWindows(shape, size, overlap)
  for (const [index, origin] of origins.entries()) {
    const image = yield* readImageCrop(volume, origin, size)
    const { logits } = yield* inference.step({ image })
    detachBuffers(image)
    if (logits instanceof Float32Array) {
      addWindow(logits, weights, origin, size, shape, sums, total)
      detachBuffers(logits)
    }
    yield* onWindow((index + 1) / origins.length)
  }
  for (let output = 0; output < outputs; output++)
    for (let voxel = 0; voxel < voxels; voxel++) sums[output * voxels + voxel]! /= total[voxel]!
  const odd = sums.findIndex((logit) => !Number.isFinite(logit))
  return odd < 0 ? sums : yield* notFiniteOutput(volume.meta.id, sums[odd] ?? Number.NaN)
})
