import { Effect } from "effect"
import type { Augmentation } from "../../dsl/augmentations/family.ts"
import { augment, boxToRead } from "../data/transforms/augment/augment.ts"
import type { LoadedStep } from "../data/transforms/augment/contract.ts"
import type { Box } from "../data/transforms/augment/crop.ts"
import { regionMask } from "../data/transforms/region.ts"
import { detachBuffers } from "../files/detachBuffers.ts"
import { readImageCrop, readLabelCrop, type Voxels } from "../data/volume/crop.ts"
import type { Volume } from "../data/volume/open.ts"
import { random } from "../random/random.ts"
import { drawOrigin, type CropChoice } from "./cropOrigin.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Sample } from "./sampling.ts"

/** How the crops of a training are drawn; plain data. */
export interface CropPlan {
  readonly volumes: readonly Volume[]
  /** Voxels of a crop, (z, y, x). */
  readonly size: Voxels
  /** Its regions are also what `truth` holds, where they are any. */
  readonly choice: CropChoice
  readonly augment: readonly Augmentation[]
  readonly seed: number
}

/** Crops for one step. */
export interface CropRequest extends CropPlan {
  readonly samples: readonly Sample[]
}

/** Crops of a step, in the order of volumes in memory. */
export interface CropBatch {
  /** [batch, channel, z, y, x]. */
  readonly image: Float32Array<ArrayBuffer>
  /** [batch, region, z, y, x], 0 and 1; empty without regions. */
  readonly truth: Float32Array<ArrayBuffer>
  readonly subjects: readonly string[]
}

const sum = (a: Voxels, b: Voxels): Voxels => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]

/** Where a volume lies about a crop of it. */
export const around = ({ meta: { shape } }: Volume, origin: Voxels): Box => ({
  origin: [0 - origin[0], 0 - origin[1], 0 - origin[2]],
  size: shape,
})

/** Draws of which volume a sample is, where it begins and what augmentation draws from: by seed and sample alone. */
export const drawCrop = Effect.fnUntraced(function* (
  { volumes, size, choice, seed }: CropPlan,
  { subject, epoch, crop, view }: Sample,
) {
  const volume = volumes[subject]!
  const address = random(seed, "crop", epoch, volume.meta.id, crop)
  const origin = yield* drawOrigin(volume, size, choice, address.at("origin"))
  const changes = view === undefined ? address.at("augment") : address.at("augment", view)
  return { volume, origin, changes }
})

/**
 * Draws, reads and augments the crops of a step, by the plan's steps of augmentation. A crop depends on
 * the seed and its sample alone.
 */
export const cropBatch = Effect.fnUntraced(function* (
  request: CropRequest,
  steps: readonly LoadedStep[],
): Effect.fn.Return<CropBatch, DatasetError> {
  const { volumes, samples, size, choice } = request
  const voxels = size[0] * size[1] * size[2]
  const channels = volumes[0]?.meta.channels.length ?? 0
  const { regions } = choice
  const image = new Float32Array(samples.length * channels * voxels)
  const truth = new Float32Array(samples.length * regions.length * voxels)
  const subjects: string[] = []
  for (const [index, sample] of samples.entries()) {
    const { volume, origin, changes } = yield* drawCrop(request, sample)
    const box = boxToRead(steps, size, changes, around(volume, origin))
    const from = sum(origin, box.origin)
    const read = yield* readImageCrop(volume, from, box.size)
    const label = regions.length === 0 ? undefined : yield* readLabelCrop(volume, from, box.size)
    const made = augment(read, label, size, steps, changes, box)
    image.set(made.image, index * channels * voxels)
    if (made.label !== undefined)
      for (const [region, values] of regions.entries())
        truth.set(regionMask(made.label, values), (index * regions.length + region) * voxels)
    detachBuffers(read, made.image)
    subjects.push(volume.meta.id)
  }
  return { image, truth, subjects }
})
