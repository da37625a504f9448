import { tf } from "../../engine/index.ts"
import type { NetworkWeights, SegmentationModel, TrainingOutput } from "../contract.ts"

/** The forward pass of training of any segmentation network. */
export const trainingOutput = (
  model: SegmentationModel,
  weights: NetworkWeights,
  image: tf.Tensor,
): TrainingOutput =>
  model.train?.(weights, image) ?? {
    scales: [{ logits: model.forward(weights, image), weight: 1 }],
    buffers: {},
  }

/** Every factor-th voxel along an axis, from the middle of the window: PyTorch's nearest-exact. */
const thinned = (x: tf.Tensor, axis: number, factor: number): tf.Tensor => {
  if (factor === 1) return x
  const length = x.shape[axis] ?? 1
  if (length % factor !== 0) throw new Error(`${factor} does not divide ${length} voxels`)
  const product = (axes: readonly number[]): number => axes.reduce((size, each) => size * each, 1)
  const [before, after] = [product(x.shape.slice(0, axis)), product(x.shape.slice(axis + 1))]
  const windows = tf.reshape(x, [before, length / factor, factor, after])
  const kept = tf.slice(
    windows,
    [0, 0, Math.floor(factor / 2), 0],
    [before, length / factor, 1, after],
  )
  return tf.reshape(
    kept,
    x.shape.map((size, each) => (each === axis ? size / factor : size)),
  )
}

/**
 * The truth [b, d, h, w, r] at the resolution of coarser logits, whose size divides it, by the
 * nearest voxel (nnU-Net's DownsampleSegForDSTransform).
 */
export const truthAt = (truth: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  [1, 2, 3].reduce(
    (x, axis) => thinned(x, axis, (truth.shape[axis] ?? 1) / (logits.shape[axis] ?? 1)),
    truth,
  )
