import { Effect, Scope } from "effect"
import {
  augmentTensors,
  drawnArrays,
  drawnSpecs,
  type LoadedTensorStep,
} from "../data/transforms/augment/tensors/augmentTensors.ts"
import { wholeOf } from "../data/transforms/augment/crop.ts"
import { readImageCrop, readLabelCrop, type Voxels } from "../data/volume/crop.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Volume } from "../data/volume/open.ts"
import {
  type Device,
  type DeviceArray,
  type EngineError,
  exactMatMul,
  normals,
  prepare,
  type Program,
  type TensorSpec,
  tf,
} from "../engine/index.ts"
import { detachBuffers } from "../files/detachBuffers.ts"
import { inBytes } from "../units/bytes.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { around, type CropPlan, drawCrop } from "./cropBatch.ts"
import { asViews, type Sample } from "./sampling.ts"

const ops = { tf, exactMatMul, normals }

/** Share of the device's free memory that volumes may take. */
const shareOfMemory = 1 / 3

/** What a device is given to make crops of. */
interface Sources {
  /** Of a crop: the image's channels and, where there are regions, the label, as [channel, z, y, x]. */
  readonly spec: TensorSpec
  /** Whether it is the whole volume, zero beyond it, and not the crop alone. */
  readonly areWhole: boolean
  readonly stay: boolean
}

const volumeOf = (voxels: Voxels): number => voxels[0] * voxels[1] * voxels[2]

const channelsOf = ({ volumes }: CropPlan): number => volumes[0]?.meta.channels.length ?? 0

/**
 * Volumes stay on the device where all of them fit, each in an array of the largest one's size. Otherwise each
 * crop is sent anew; where the first step reads around it, the whole volume.
 */
const sourcesOf = (plan: CropPlan, steps: readonly LoadedTensorStep[], free: number): Sources => {
  const { volumes, size, choice } = plan
  const along = (axis: 0 | 1 | 2): number =>
    volumes.reduce((most, { meta }) => Math.max(most, meta.shape[axis]), 1)
  const largest: Voxels = [along(0), along(1), along(2)]
  const channels = channelsOf(plan) + (choice.regions.length === 0 ? 0 : 1)
  const stay = 4 * channels * volumes.length * volumeOf(largest) <= shareOfMemory * free
  const areWhole = stay || steps[0]?.implementation.box !== undefined
  const shape = [channels, ...(areWhole ? largest : size)]
  return { spec: { shape, dtype: "float32" }, areWhole, stay }
}

const sourceName = (crop: number): string => `source.${crop}`
const imageName = (view: number): string => `image.${view}`

/** Makes the crops of a step, in so many views. Outputs: `image.VIEW` and, where there are regions, `truth`. */
const cropProgram = (
  plan: CropPlan,
  steps: readonly LoadedTensorStep[],
  { spec, areWhole }: Sources,
  batch: number,
  views: number,
): Program => {
  const { regions } = plan.choice
  const shape = { size: plan.size, channels: channelsOf(plan) }
  const crops = batch * views
  const names = Array.from({ length: batch }, (_, crop) => sourceName(crop))
  return {
    name: "crops",
    state: {},
    inputs: {
      ...Object.fromEntries(names.map((name) => [name, spec])),
      ...drawnSpecs(steps, shape, crops),
    },
    body: (_, inputs) => {
      const once = tf.stack(names.map((name) => inputs[name]!))
      const given = tf.concat(Array.from({ length: views }, () => once))
      const channels = (first: number, count: number) =>
        tf.slice(given, [0, first, 0, 0, 0], [-1, count, -1, -1, -1])
      const { image, label } = augmentTensors(
        ops,
        steps,
        {
          image: channels(0, shape.channels),
          label: regions.length === 0 ? undefined : channels(shape.channels, 1),
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

/** The values of a source, from a voxel of the volume on. */
const readSource = Effect.fnUntraced(function* ({ spec }: Sources, volume: Volume, origin: Voxels) {
  const [channels = 0, depth = 0, height = 0, width = 0] = spec.shape
  const size: Voxels = [depth, height, width]
  const image = yield* readImageCrop(volume, origin, size)
  if (channels === volume.meta.channels.length) return image
  const label = yield* readLabelCrop(volume, origin, size)
  const both = new Float32Array(image.length + label.length)
  both.set(image)
  both.set(label, image.length)
  detachBuffers(image, label)
  return both
})

/**
 * Crops that a device of XLA makes, with the draws of `cropBatch` and its results within rounding. They stay
 * there for the step; volumes too where `free`, bytes of its memory, suffices.
 */
export const cropsOnDevice = Effect.fnUntraced(function* (
  plan: CropPlan,
  steps: readonly LoadedTensorStep[],
  batch: number,
  views: number,
  device: Extract<Device, { kind: "xla" }>,
  free: number,
) {
  const { log } = yield* CurrentStage
  const { volumes, size, choice } = plan
  const shape = { size, channels: channelsOf(plan) }
  const sources = sourcesOf(plan, steps, free)
  const { spec, areWhole, stay } = sources
  const { onDevice } = yield* prepare(cropProgram(plan, steps, sources, batch, views), device)
  if (onDevice === undefined) throw new Error("crops are made on one device of XLA")
  const bytes = 4 * spec.shape.reduce((product, length) => product * length, 1)
  yield* log(
    `crops are made on the device: ${
      stay
        ? `${volumes.length} volumes stay there, ${inBytes(volumes.length * bytes)}`
        : `each is sent ${inBytes(bytes)}, as the volumes do not fit into a third of its free memory`
    }`,
  )
  const scope = yield* Effect.scope
  const start: Voxels = [0, 0, 0]
  const held = yield* Effect.forEach(volumes, (volume) =>
    Effect.cached(
      Scope.provide(
        Effect.acquireRelease(
          Effect.flatMap(readSource(sources, volume, start), (values) =>
            onDevice.put(values, spec),
          ),
          ({ release }) => Effect.sync(release),
        ),
        scope,
      ),
    ),
  )
  return Effect.fnUntraced(function* (samples: readonly Sample[]) {
    const drawn = yield* Effect.forEach(asViews(samples, views), (sample) => drawCrop(plan, sample))
    const sourceOf = (
      { subject }: Sample,
      crop: number,
    ): Effect.Effect<DeviceArray | Float32Array, DatasetError | EngineError> =>
      stay
        ? held[subject]!
        : readSource(sources, volumes[subject]!, areWhole ? start : drawn[crop]!.origin)
    const given = yield* Effect.forEach(samples, sourceOf)
    const draws = drawn.map(({ volume, origin, changes }) => ({
      random: changes,
      box: areWhole ? around(volume, origin) : wholeOf(size),
    }))
    const made = yield* onDevice.step({
      ...Object.fromEntries(given.map((source, crop) => [sourceName(crop), source])),
      ...drawnArrays(steps, shape, draws),
    })
    return {
      images: Array.from({ length: views }, (_, view) => made[imageName(view)]!),
      truth: choice.regions.length === 0 ? new Float32Array() : made["truth"]!,
      subjects: drawn.slice(0, samples.length).map(({ volume }) => volume.meta.id),
      release: () => Object.values(made).forEach(({ release }) => release()),
    }
  })
})
