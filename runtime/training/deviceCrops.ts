import { Effect, Scope } from "effect"
import {
  drawnArrays,
  type LoadedTensorStep,
} from "../data/transforms/augment/tensors/augmentTensors.ts"
import { wholeOf } from "../data/transforms/augment/crop.ts"
import { readImageCrop, readLabelCrop, type Voxels } from "../data/volume/crop.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Volume } from "../data/volume/open.ts"
import { type Device, type DeviceArray, type EngineError, prepare } from "../engine/index.ts"
import { detachBuffers } from "../files/detachBuffers.ts"
import { inBytes } from "../units/bytes.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { around, type CropPlan, drawCrop } from "./cropBatch.ts"
import {
  cropProgram,
  type CropVolumes,
  imageName,
  sourceName,
  type Sources,
  sourcesOf,
} from "./cropProgram.ts"
import { asViews, type Sample } from "./sampling.ts"

const volumesOf = ({ volumes }: CropPlan): CropVolumes => {
  const along = (axis: 0 | 1 | 2): number =>
    volumes.reduce((most, { meta }) => Math.max(most, meta.shape[axis]), 1)
  return {
    count: volumes.length,
    channels: volumes[0]?.meta.channels.length ?? 0,
    largest: [along(0), along(1), along(2)],
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
  const settings = { size, regions: choice.regions, augment: plan.augment, batch, views }
  const given = volumesOf(plan)
  const shape = { size, channels: given.channels }
  const sources = sourcesOf(settings, given, steps, free)
  const { spec, areWhole, stay } = sources
  const { onDevice } = yield* prepare(cropProgram(settings, given, steps, sources), device)
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
    const read = yield* Effect.forEach(samples, sourceOf)
    const draws = drawn.map(({ volume, origin, changes }) => ({
      random: changes,
      box: areWhole ? around(volume, origin) : wholeOf(size),
    }))
    const made = yield* onDevice.step({
      ...Object.fromEntries(read.map((source, crop) => [sourceName(crop), source])),
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
