import type { Arrays, tf, Tensors, TensorSpecs } from "../../../../engine/index.ts"
import { random, type Random } from "../../../../random/random.ts"
import type { LoadedStep } from "../contract.ts"
import { wholeOf, type Box } from "../crop.ts"
import { cutOut } from "./affineRead.ts"
import {
  type CropShape,
  type Drawn,
  drawnSpec,
  type TensorBox,
  type TensorCrop,
  type TensorOps,
  type TensorStep,
} from "./tensorStep.ts"

/** A step that can run where the training does. */
export interface LoadedTensorStep extends LoadedStep {
  readonly tensors: TensorStep<LoadedStep["step"]>
}

/** The steps where all are programs of tensors, or the kinds of those that are not. */
export const tensorSteps = (
  steps: readonly LoadedStep[],
): { readonly steps: readonly LoadedTensorStep[]; readonly without: readonly string[] } => ({
  steps: steps.flatMap((loaded) => {
    const { tensors } = loaded.implementation
    return tensors === undefined ? [] : [{ ...loaded, tensors }]
  }),
  without: steps.flatMap(({ step, implementation }) =>
    implementation.tensors === undefined ? [step.kind] : [],
  ),
})

const drawnOf = (
  steps: readonly LoadedTensorStep[],
  shape: CropShape,
  stream: Random,
  box: Box,
): Readonly<Record<string, Drawn>> => ({
  ...Object.fromEntries(
    steps.flatMap(({ step, tensors }, index) =>
      Object.entries(tensors.draw(step, shape, stream.at(index, step.kind))).map(
        ([name, drawn]): [string, Drawn] => [`${index}.${name}`, drawn],
      ),
    ),
  ),
  origin: { shape: [3], values: Float32Array.from(box.origin) },
  size: { shape: [3], values: Float32Array.from(box.size) },
})

/** The inputs that `augmentTensors` takes for so many crops. */
export const drawnSpecs = (
  steps: readonly LoadedTensorStep[],
  shape: CropShape,
  crops: number,
): TensorSpecs =>
  Object.fromEntries(
    Object.entries(drawnOf(steps, shape, random(0), wholeOf(shape.size))).map(([name, drawn]) => [
      name,
      drawnSpec(drawn, crops),
    ]),
  )

/** What `augment` would draw for crops, each from its stream; `box` as there. */
export const drawnArrays = (
  steps: readonly LoadedTensorStep[],
  shape: CropShape,
  crops: readonly { readonly random: Random; readonly box: Box }[],
): Arrays => {
  const all = crops.map(({ random, box }) => drawnOf(steps, shape, random, box))
  const joined = (name: string, { values }: Drawn) => {
    const made =
      values instanceof Int32Array
        ? new Int32Array(crops.length * values.length)
        : new Float32Array(crops.length * values.length)
    all.forEach((drawn, index) => made.set(drawn[name]!.values, index * values.length))
    return made
  }
  return Object.fromEntries(
    Object.entries(all[0] ?? {}).map(([name, drawn]) => [name, joined(name, drawn)]),
  )
}

/**
 * `augment` of crops as tensors. Where the first step reads around a crop, or `isWider` says that the tensors
 * hold more than the crops, `origin` and `size` of the inputs say where each crop lies in them.
 */
export const augmentTensors = (
  ops: TensorOps,
  steps: readonly LoadedTensorStep[],
  given: TensorCrop,
  inputs: Tensors,
  shape: CropShape,
  isWider: boolean,
): TensorCrop => {
  const { tf } = ops
  const crops = given.image.shape[0]
  const boxOf = (box: Box): TensorBox => {
    const line = (values: readonly number[]): tf.Tensor =>
      tf.tile(tf.tensor([...values], [1, 3]), [crops, 1])
    return { origin: line(box.origin), size: line(box.size) }
  }
  const around: TensorBox = { origin: inputs["origin"]!, size: inputs["size"]! }
  const whole = boxOf(wholeOf(shape.size))
  const readsAround = isWider && steps[0]?.implementation.box !== undefined
  const first = isWider && !readsAround ? cutOut(ops, given, around, shape.size) : given
  return steps.reduce<TensorCrop>((crop, { step, tensors }, index) => {
    const prefix = `${index}.`
    const drawn = Object.fromEntries(
      Object.entries(inputs).flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
      ),
    )
    const box = index === 0 && readsAround ? around : whole
    return tensors.apply(step, { ...shape, ops, crop, drawn, box })
  }, first)
}
