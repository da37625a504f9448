import type { exactMatMul, normals, tf, Tensors, TensorSpec } from "../../../../engine/index.ts"
import type { Random } from "../../../../random/random.ts"
import type { Voxels } from "../../../volume/crop.ts"

/** Crops as tensors of float32. */
export interface TensorCrop {
  /** [crop, channel, z, y, x]. */
  readonly image: tf.Tensor
  /** [crop, 1, z, y, x]. */
  readonly label: tf.Tensor | undefined
}

/** Boxes as `Box` tells them, one of each crop: [crop, 3]. */
export interface TensorBox {
  readonly origin: tf.Tensor
  readonly size: tf.Tensor
}

/** What is to come out of each crop. */
export interface CropShape {
  readonly size: Voxels
  readonly channels: number
}

/** Numbers of a crop that go into a program. */
export interface Drawn {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
}

/** With what a step is written: a thread that makes crops by itself loads none of it. */
export interface TensorOps {
  readonly tf: typeof tf
  readonly exactMatMul: typeof exactMatMul
  readonly normals: typeof normals
}

/** What a step of augmentation works on. */
export interface TensorWork extends CropShape {
  readonly ops: TensorOps
  readonly crop: TensorCrop
  /** What was drawn, by name, with the crops as first axis. */
  readonly drawn: Tensors
  /** What the tensors of `crop` hold: the crops themselves, or more around them where the step is the first. */
  readonly box: TensorBox
}

/** A step of augmentation as a program of tensors, which runs where the training does. */
export interface TensorStep<A> {
  /** What `apply` of the step would draw for a crop. Names and shapes depend on no draw. */
  draw(step: A, shape: CropShape, random: Random): Readonly<Record<string, Drawn>>
  /** The crops after the step, each by what was drawn for it. */
  apply(step: A, work: TensorWork): TensorCrop
}

/** What a program says of a drawn array as an input for so many crops. */
export const drawnSpec = ({ shape, values }: Drawn, crops: number): TensorSpec => ({
  shape: [crops, ...shape],
  dtype: values instanceof Int32Array ? "int32" : "float32",
})
