import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { flip, gaussianNoise, resizedCrop } from "../../dsl/augmentation.ts"
import type { CropPlan } from "../../runtime/training/cropBatch.ts"
import { cropsHere } from "../../runtime/training/crops.ts"
import { temporaryFolder } from "../data/testData.ts"
import { writtenVolume } from "../training/writtenVolume.ts"
import { images } from "./images.ts"

const place = join(temporaryFolder(), "a")
const shape = [9, 9, 9] as const

const planOf = async (augment: CropPlan["augment"]): Promise<CropPlan> => {
  const volumes = [
    await writtenVolume(place, "a", shape, images(1, 2, 9, 0), new Uint8Array(9 ** 3)),
  ]
  return { volumes, size: [6, 6, 6], choice: { foreground: 0, regions: [] }, augment, seed: 7 }
}

const sample = { subject: 0, epoch: 0, crop: 0 }
const voxels = 2 * 6 ** 3

const viewsOf = async (augment: CropPlan["augment"], order: readonly number[]) => {
  const samples = order.map((view) => ({ ...sample, view }))
  const crops = await Effect.runPromise(cropsHere(await planOf(augment)))
  const { image } = await Effect.runPromise(crops(samples))
  return order.map((_, at) => image.slice(at * voxels, (at + 1) * voxels))
}

it("two views are of the same crop", async () => {
  const [one, other] = await viewsOf([], [0, 1])
  expect(one).toEqual(other)
})

it("two views are augmented each by itself, whichever comes first", async () => {
  const steps = [resizedCrop(), flip(), gaussianNoise({ probability: 1 })]
  const [one, other] = await viewsOf(steps, [0, 1])
  expect(one).not.toEqual(other)
  expect(await viewsOf(steps, [1, 0])).toEqual([other, one])
})
