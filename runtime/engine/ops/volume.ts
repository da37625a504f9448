import { tf } from "../tf.ts"

const hasRank5 = (x: tf.Tensor): x is tf.Tensor5D => x.rank === 5

/** The tensor, known to have five axes: [n, d, h, w, c], or a kernel's. */
export const volume = (x: tf.Tensor): tf.Tensor5D => {
  if (!hasRank5(x)) throw new Error(`five axes are expected, not [${x.shape.join(", ")}]`)
  return x
}

/** Pads depth, height and width by the same number of voxels on both sides. */
export const padSpace = (x: tf.Tensor5D, voxels: number, value = 0): tf.Tensor5D => {
  const space: [number, number] = [voxels, voxels]
  return tf.pad(x, [[0, 0], space, space, space, [0, 0]], value)
}
