import type { Augmentation } from "../../dsl/augmentations/family.ts"
import {
  augmentTensors,
  drawnSpecs,
  type LoadedTensorStep,
} from "../data/transforms/augment/tensors/augmentTensors.ts"
import type { Voxels } from "../data/volume/crop.ts"
import { exactMatMul, normals, type Program, type TensorSpec, tf } from "../engine/index.ts"

const ops = { tf, exactMatMul, normals }

/** Share of the device's free memory that volumes may take. */
const shareOfMemory = 1 / 3

/** What a training reads of its crops. */
export interface CropSettings {
  /** Voxels of a crop, (z, y, x). */
  readonly size: Voxels
  /** Labels of each region of `truth`; none where it has none. */
  readonly regions: readonly (readonly number[])[]
  readonly augment: readonly Augmentation[]
  /** Crops in a step, and how often each is augmented. */
  readonly batch: number
  readonly views: number
}

/** Volumes that crops are cut out of. */
export interface CropVolumes {
  readonly count: number
  readonly channels: number
  /** Of all along each axis. */
  readonly largest: Voxels
}

/** What a device is given to make crops of. */
export interface Sources {
  /** Of a crop: the image's channels and, where there are regions, the label, as [channel, z, y, x]. */
  readonly spec: TensorSpec
  /** Whether it is the whole volume, zero beyond it, and not the crop alone. */
  readonly areWhole: boolean
  readonly stay: boolean
}

/**
 * Volumes stay on the device where all of them fit into a third of its free memory, each in an array of the largest
 * one's size. Otherwise each crop is sent anew; where the first step reads around it, the whole volume.
 */
export const sourcesOf = (
  { size, regions }: CropSettings,
  { count, channels, largest }: CropVolumes,
  steps: readonly LoadedTensorStep[],
  free: number,
): Sources => {
  const arrays = channels + (regions.length === 0 ? 0 : 1)
  const bytes = largest.reduce((product, length) => product * length, 4 * arrays)
  const stay = count * bytes <= shareOfMemory * free
  const areWhole = stay || steps[0]?.implementation.box !== undefined
  const shape = [arrays, ...(areWhole ? largest : size)]
  return { spec: { shape, dtype: "float32" }, areWhole, stay }
}

export const sourceName = (crop: number): string => `source.${crop}`
export const imageName = (view: number): string => `image.${view}`

/** Makes the crops of a step, in so many views. Outputs: `image.VIEW` and, where there are regions, `truth`. */
export const cropProgram = (
  { size, regions, batch, views }: CropSettings,
  { channels }: Pick<CropVolumes, "channels">,
  steps: readonly LoadedTensorStep[],
  { spec, areWhole }: Sources,
): Program => {
  const shape = { size, channels }
  const names = Array.from({ length: batch }, (_, crop) => sourceName(crop))
  return {
    name: "crops",
    state: {},
    inputs: {
      ...Object.fromEntries(names.map((name) => [name, spec])),
      ...drawnSpecs(steps, shape, batch * views),
    },
    body: (_, inputs) => {
      const once = tf.stack(names.map((name) => inputs[name]!))
      const given = tf.concat(Array.from({ length: views }, () => once))
      const part = (first: number, count: number) =>
        tf.slice(given, [0, first, 0, 0, 0], [-1, count, -1, -1, -1])
      const { image, label } = augmentTensors(
        ops,
        steps,
        {
          image: part(0, channels),
          label: regions.length === 0 ? undefined : part(channels, 1),
        },
        inputs,
        shape,
        areWhole,
      )
      const images = tf.split(image, views)
      const outputs = Object.fromEntries(images.map((one, view) => [imageName(view), one]))
      if (label === undefined) return { state: {}, outputs }
      const masks = regions.map((values) =>
        values
          .map((value) => tf.equal(label, value))
          .reduce((any, one) => tf.logicalOr(any, one), tf.notEqual(label, label)),
      )
      const truth = tf.cast(tf.concat(masks, 1), "float32")
      return { state: {}, outputs: { ...outputs, truth } }
    },
  }
}
