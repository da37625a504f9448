import { rmSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { flip, intensityScale, intensityShift } from "../../dsl/augmentation.ts"
import { cropsHere, cropsOnThreads } from "../../runtime/training/crops.ts"
import { samplesOf } from "../../runtime/training/sampling.ts"
import { temporaryFolder } from "../data/testData.ts"
import { writtenPlan } from "./writtenPlan.ts"

const folder = temporaryFolder()
const passes = { subjects: 3, crops: 2, epochs: 4, batch: 2 }

const planOf = () =>
  writtenPlan(
    folder,
    [flip(), intensityScale(), intensityShift()],
    [
      [9, 9, 9],
      [9, 9, 9],
      [9, 9, 9],
    ],
  )

describe("crops on threads", () => {
  it("are those that the caller's thread makes, in whatever order they are asked for", async () => {
    const plan = await planOf()
    const steps = Array.from({ length: 12 }, (_, index) => samplesOf(passes, plan.seed, index + 1))
    const here = await Effect.runPromise(
      cropsHere(plan).pipe(Effect.flatMap((crops) => Effect.forEach(steps, crops))),
    )
    const there = (parts: number) =>
      Effect.gen(function* () {
        const crops = yield* cropsOnThreads(plan, 2, parts)
        return yield* Effect.forEach(steps.toReversed(), crops, { concurrency: 5 })
      }).pipe(Effect.scoped, Effect.runPromise)
    expect((await there(1)).toReversed()).toEqual(here)
    // Two crops, each a part.
    expect((await there(3)).toReversed()).toEqual(here)
    expect(here[0]?.truth.some((voxel) => voxel === 1)).toBe(true)
  })

  it("say what is wrong with a volume as the caller's thread does, and go on with others", async () => {
    const plan = await planOf()
    rmSync(join(folder, "subject-1", "image.npy"))
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
