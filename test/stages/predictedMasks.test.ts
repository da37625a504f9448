import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import type { VolumeMeta } from "../../runtime/data/volume/meta.ts"
import { writeNpy } from "../../runtime/data/volume/write.ts"
import { readPredictedMasks, writePredictedMasks } from "../../runtime/stages/predictedMasks.ts"
import { temporaryFolder } from "../data/testData.ts"

const grid = {
  spacing: [1, 1, 1],
  affine: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
} as const
/** Preprocessed to 1 x 2 x 2 voxels; the expert's file has 2 x 3 x 4. */
const meta: VolumeMeta = {
  id: "one",
  channels: ["T1"],
  shape: [1, 2, 2],
  ...grid,
  original: { shape: [1, 2, 2], origin: [0, 0, 0] },
  sources: {},
  expert: { shape: [2, 3, 4], ...grid, labelValues: [] },
}
const task = { rule: "independent", regions: ["A", "B"] } as const
const masks = Uint8Array.from({ length: 2 * 24 }, (_, voxel) => voxel % 2)

it("masks are written and read on the grid of the expert's file, a region after the other", async () => {
  const folder = temporaryFolder()
  const read = writePredictedMasks(folder, task, meta, masks).pipe(
    Effect.andThen(readPredictedMasks(folder, task, meta)),
  )
  expect(await Effect.runPromise(read)).toEqual(masks)
})

it("masks of another grid are refused where they are written, with what is expected", async () => {
  const folder = temporaryFolder()
  const written = writePredictedMasks(folder, task, meta, masks.subarray(0, 8))
  expect(await Effect.runPromise(Effect.flip(written))).toMatchObject({
    faults: [
      {
        what: "8 predicted voxels",
        expected: "48 of 2 x 2 x 3 x 4, the grid of the expert's file",
        hint: expect.stringContaining("fileGrid"),
      },
    ],
  })
})

it("a file of another shape is told as the predicting stage's, not as a bad volume", async () => {
  const folder = temporaryFolder()
  const file = join(folder, "predictions", "one.npy")
  const read = writeNpy(file, "|u1", [1, 2, 2], masks.subarray(0, 4)).pipe(
    Effect.andThen(readPredictedMasks(folder, task, meta)),
  )
  expect(await Effect.runPromise(Effect.flip(read))).toMatchObject({
    faults: [
      {
        what: "an array |u1 1 x 2 x 2",
        expected: "|u1 2 x 2 x 3 x 4",
        where: { file },
        hint: expect.stringContaining("writePredictedMasks"),
      },
    ],
  })
})
