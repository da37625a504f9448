import { rmSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { flip, intensityScale, intensityShift } from "../../dsl/augmentation.ts"
import { openVolume } from "../../runtime/data/volume/open.ts"
import { writeVolume } from "../../runtime/data/volume/write.ts"
import { cropsHere, cropsOnThreads } from "../../runtime/training/crops.ts"
import type { CropPlan } from "../../runtime/training/cropBatch.ts"
import { samplesOf } from "../../runtime/training/sampling.ts"
import { temporaryFolder } from "../data/testData.ts"
import { images } from "../pretraining/images.ts"

const folder = temporaryFolder()
const shape = [9, 9, 9] as const
const passes = { subjects: 3, crops: 2, epochs: 4, batch: 2 }

const written = async (id: string, seed: number) => {
  const place = join(folder, id)
  const image = images(1, 2, shape[0], seed)
  const label = Uint8Array.from(image.subarray(0, image.length / 2), (value) =>
    value > 0.5 ? 3 : value > 0 ? 1 : 0,
  )
  await Effect.runPromise(
    writeVolume(place, {
      meta: {
        id,
        channels: ["t1c", "t2w"],
        shape,
        spacing: [1, 1, 1],
        affine: [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [0, 0, 0, 1],
        ],
        original: { shape, origin: [0, 0, 0] },
        sources: {},
      },
      image,
      label,
    }),
  )
  return Effect.runPromise(openVolume(place))
}

const planOf = async (): Promise<CropPlan> => ({
  volumes: await Promise.all(["a", "b", "c"].map(written)),
  size: [6, 6, 6],
  choice: { foreground: 0.5, regions: [[1, 3], [3]] },
  augment: [flip(), intensityScale(), intensityShift()],
  seed: 7,
})

describe("crops on threads", () => {
  it("are those that the caller's thread makes, in whatever order they are asked for", async () => {
    const plan = await planOf()
    const steps = Array.from({ length: 12 }, (_, index) => samplesOf(passes, plan.seed, index + 1))
    const here = await Effect.runPromise(
      cropsHere(plan).pipe(Effect.flatMap((crops) => Effect.forEach(steps, crops))),
    )
    const there = Effect.gen(function* () {
      const crops = yield* cropsOnThreads(plan, 2)
      return yield* Effect.forEach(steps.toReversed(), crops, { concurrency: 5 })
    })
    expect((await Effect.runPromise(Effect.scoped(there))).toReversed()).toEqual(here)
    expect(here[0]?.truth.some((voxel) => voxel === 1)).toBe(true)
  })

  it("say what is wrong with a volume as the caller's thread does, and go on with others", async () => {
    const plan = await planOf()
    rmSync(join(folder, "b", "image.npy"))
    const samples = [0, 1, 2].map((subject) => [{ subject, epoch: 0, crop: 0 }])
    const [, here] = await Effect.runPromise(
      cropsHere(plan).pipe(
        Effect.flatMap((crops) => Effect.forEach(samples, (one) => Effect.result(crops(one)))),
      ),
    )
    const there = Effect.gen(function* () {
      const crops = yield* cropsOnThreads(plan, 1)
      return yield* Effect.forEach(samples, (one) => Effect.result(crops(one)))
    })
    const results = await Effect.runPromise(Effect.scoped(there))
    expect(results.map(({ _tag }) => _tag)).toEqual(["Success", "Failure", "Success"])
    expect(results[1]).toEqual(here)
  })
})
