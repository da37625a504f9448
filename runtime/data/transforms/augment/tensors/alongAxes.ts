import type { tf, Tensors } from "../../../../engine/index.ts"
import type { Voxels } from "../../../volume/crop.ts"
import type { Drawn, TensorOps } from "./tensorStep.ts"

const names = ["z", "y", "x"] as const

/** The unit vectors of an axis: what is linear along it makes its matrix [from, to] of them. */
const unitVectors = (length: number): Float32Array => {
  const made = new Float32Array(length ** 2)
  for (let at = 0; at < length; at++) made[at * (length + 1)] = 1
  return made
}

/**
 * What is linear along each axis, of each modality by itself, as matrices: `z`, `y` and `x` after a prefix,
 * each [modality, from, to]. `line` makes them of unit vectors.
 */
export const drawnMatrices = (
  prefix: string,
  size: Voxels,
  modalities: number,
  line: (unit: Float32Array, axis: 0 | 1 | 2, modality: number) => Float32Array,
): Readonly<Record<string, Drawn>> =>
  Object.fromEntries(
    ([0, 1, 2] as const).map((axis): [string, Drawn] => {
      const length = size[axis]
      const values = new Float32Array(modalities * length ** 2)
      for (let modality = 0; modality < modalities; modality++)
        values.set(line(unitVectors(length), axis, modality), modality * length ** 2)
      return [`${prefix}${names[axis]}`, { shape: [modalities, length, length], values }]
    }),
  )

/** Crops [crop, modality, z, y, x] by the matrices of `drawnMatrices`, whose modality may be one for all. */
export const alongAxes = (
  { tf, exactMatMul }: TensorOps,
  image: tf.Tensor,
  prefix: string,
  matrices: Tensors,
): tf.Tensor => {
  const [crops = 0, channels = 0, ...size] = image.shape
  const voxels = size.reduce((product, length) => product * length, 1)
  // Each product takes the first axis away and puts it last: after three they stand as before.
  const turned = names.reduce((made, name, axis) => {
    const length = size[axis]!
    const lines = tf.reshape(made, [crops, channels, length, voxels / length])
    return exactMatMul(lines, matrices[`${prefix}${name}`]!, true)
  }, image)
  return tf.reshape(turned, image.shape)
}
