import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Logger, Result } from "effect"
import { expect, it } from "vitest"
import { cropForeground, orientation, spacing } from "../../../dsl/index.ts"
import type { PreprocessingStep } from "../../../dsl/preprocessing.ts"
import type { RawSubject } from "../../../runtime/data/contract.ts"
import { preprocess } from "../../../runtime/data/transforms/preprocess.ts"
import { readExpert, warnOfEarlierLabels } from "../../../runtime/data/volume/expert.ts"
import { openVolume } from "../../../runtime/data/volume/open.ts"
import { writeVolume } from "../../../runtime/data/volume/write.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()
const shape = [5, 6, 7] as const
const voxels = shape[0] * shape[1] * shape[2]
const isMargin = (voxel: number) => voxel % 7 === 0 || voxel < 42

const raw = (): RawSubject => ({
  id: "subject",
  modalities: ["t1"],
  shape,
  spacing: [1, 1, 1],
  affine: [
    [-1, 0, 0, 3],
    [0, -1, 0, 2],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  image: Float32Array.from({ length: voxels }, (_, voxel) => (isMargin(voxel) ? 0 : 1 + voxel)),
  label: Uint8Array.from({ length: voxels }, (_, voxel) => (isMargin(voxel) ? 0 : voxel % 4)),
  sources: { t1: "t1.nii", label: "seg.nii" },
})

/** A subject as a version stored it that kept none of the expert's file. */
const volumeOfEarlierVersion = async (steps: readonly PreprocessingStep[]) => {
  const made = Result.getOrThrow(preprocess(raw(), steps))
  await Effect.runPromise(writeVolume(folder, made))
  const meta = join(folder, "meta.json")
  const { expert, ...kept } = JSON.parse(readFileSync(meta, "utf8"))
  expect(expert).toBeDefined()
  writeFileSync(meta, JSON.stringify(kept))
  return await Effect.runPromise(openVolume(folder))
}

const ofEarlierVersion = async (steps: readonly PreprocessingStep[]) =>
  Effect.runPromise(Effect.result(readExpert(await volumeOfEarlierVersion(steps))))

it("the expert's label of an earlier version's volume is put back where cuts and turns took it from", async () => {
  const label = await ofEarlierVersion([orientation("RAS"), cropForeground()])
  expect(Result.getOrThrow(label)).toEqual(raw().label)
})

it("and not guessed where it was resampled", async () => {
  const label = await ofEarlierVersion([spacing([2, 2, 2])])
  expect(label).toMatchObject({
    failure: { faults: [{ what: expect.stringContaining("an earlier version resampled") }] },
  })
})

it("is warned of once for all volumes, with what is not known", async () => {
  const volume = await volumeOfEarlierVersion([cropForeground()])
  const now = { ...volume, meta: { ...volume.meta, expert: { ...volume.meta, labelValues: [] } } }
  const warnedOf = async (volumes: Parameters<typeof warnOfEarlierLabels>[0]) => {
    const warnings: unknown[] = []
    await warnOfEarlierLabels(volumes).pipe(
      Effect.andThen(Effect.forEach(volumes, readExpert)),
      Effect.provide(Logger.layer([Logger.make(({ message }) => warnings.push(message))])),
      Effect.result,
      Effect.runPromise,
    )
    return warnings.flat()
  }
  expect(await warnedOf([volume, volume, volume])).toEqual([
    expect.stringContaining("picai and dataset.reference resampled it in reading"),
  ])
  expect(await warnedOf([now])).toEqual([])
})
