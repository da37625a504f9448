import type { tf } from "../../../../engine/index.ts"
import type { Voxels } from "../../../volume/crop.ts"
import { unmoved } from "../affineMatrix.ts"
import type { TensorBox, TensorCrop, TensorOps } from "./tensorStep.ts"

type Triple<A> = readonly [z: A, y: A, x: A]

/** Where the voxels of crops are read, along each axis of their boxes: [crop, z, y, x]. */
const places = (
  { tf }: TensorOps,
  matrix: tf.Tensor,
  { origin }: TensorBox,
  size: Voxels,
): Triple<tf.Tensor> => {
  const crops = matrix.shape[0]
  const one = (of: tf.Tensor, ...at: readonly number[]): tf.Tensor =>
    tf.reshape(tf.slice(of, [0, ...at], [crops, ...at.map(() => 1)]), [crops, 1, 1, 1])
  const centre = size.map((length) => (length - 1) / 2)
  const steps = size.map((length, axis) => {
    const line = tf.sub(tf.range(0, length), centre[axis]!)
    return tf.reshape(line, [1, 1, 1, 1].with(axis + 1, length))
  })
  const along = (axis: number): tf.Tensor =>
    steps.reduce(
      (sum, step, from) => tf.add(sum, tf.mul(one(matrix, axis, from), step)),
      tf.sub(centre[axis]!, one(origin, axis)),
    )
  return [along(0), along(1), along(2)]
}

/** Voxels of [crop, channel, z, y, x] at whole places, 0 beyond the box: [crop, z, y, x, channel]. */
const reader = (
  { tf }: TensorOps,
  values: tf.Tensor,
  { size }: TensorBox,
): ((at: Triple<tf.Tensor>) => tf.Tensor) => {
  const [crops = 0, channels = 0, ...whole] = values.shape
  const voxels = whole.reduce((product, length) => product * length, 1)
  const rows = tf.reshape(tf.transpose(tf.reshape(values, [crops, channels, voxels]), [0, 2, 1]), [
    crops * voxels,
    channels,
  ])
  const first = tf.reshape(tf.mul(tf.range(0, crops, 1, "int32"), tf.scalar(voxels, "int32")), [
    crops,
    1,
    1,
    1,
  ])
  return (at) => {
    const lengths = [0, 1, 2].map((axis) =>
      tf.reshape(tf.slice(size, [0, axis], [crops, 1]), [crops, 1, 1, 1]),
    )
    const inside = at
      .flatMap((place, axis) => [tf.greaterEqual(place, 0), tf.less(place, lengths[axis]!)])
      .reduce((all, one) => tf.logicalAnd(all, one))
    const row = at.reduce(
      (before, place, axis) => {
        const length = whole[axis]!
        const within = tf.cast(tf.clipByValue(place, 0, length - 1), "int32")
        return tf.add(tf.mul(before, tf.scalar(length, "int32")), within)
      },
      tf.scalar(0, "int32"),
    )
    const read = tf.gather(rows, tf.cast(tf.add(row, first), "int32"))
    return tf.mul(read, tf.expandDims(tf.cast(inside, "float32"), -1))
  }
}

const channelsFirst = ({ tf }: TensorOps, values: tf.Tensor): tf.Tensor =>
  tf.transpose(values, [0, 4, 1, 2, 3])

/** Trilinear, 0 beyond the box. */
const trilinear = (
  ops: TensorOps,
  image: tf.Tensor,
  box: TensorBox,
  at: Triple<tf.Tensor>,
): tf.Tensor => {
  const { tf } = ops
  const read = reader(ops, image, box)
  const low = at.map((place) => tf.floor(place))
  const parts = at.map((place, axis) => tf.sub(place, low[axis]!))
  const corners = Array.from({ length: 8 }, (_, corner) => {
    const upper = [corner >> 2, (corner >> 1) & 1, corner & 1]
    const place = (axis: number): tf.Tensor => tf.add(low[axis]!, upper[axis]!)
    const weight = parts
      .map((part, axis) => (upper[axis] === 1 ? part : tf.sub(1, part)))
      .reduce((product, one) => tf.mul(product, one))
    return tf.mul(read([place(0), place(1), place(2)]), tf.expandDims(weight, -1))
  })
  return channelsFirst(ops, tf.addN(corners))
}

/** The crops themselves, out of boxes that hold more. */
export const cutOut = (
  ops: TensorOps,
  { image, label }: TensorCrop,
  box: TensorBox,
  size: Voxels,
): TensorCrop => {
  const { tf } = ops
  const matrix = tf.tile(tf.tensor(unmoved.flat(), [1, 3, 3]), [image.shape[0], 1, 1])
  const at = places(ops, matrix, box, size)
  const read = (values: tf.Tensor) => channelsFirst(ops, reader(ops, values, box)(at))
  return { image: read(image), label: label === undefined ? undefined : read(label) }
}

/** `affineCrop` of crops as tensors; matrix [crop, 3, 3]. Places are told in float32. */
export const affineRead = (
  ops: TensorOps,
  { image, label }: TensorCrop,
  box: TensorBox,
  size: Voxels,
  matrix: tf.Tensor,
): TensorCrop => {
  const { tf } = ops
  const at = places(ops, matrix, box, size)
  const nearest = (axis: 0 | 1 | 2): tf.Tensor => tf.floor(tf.add(at[axis], 0.5))
  return {
    image: trilinear(ops, image, box, at),
    label:
      label === undefined
        ? undefined
        : channelsFirst(ops, reader(ops, label, box)([nearest(0), nearest(1), nearest(2)])),
  }
}
