import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { brats2023 } from "../../../../dsl/index.ts"
import { brats2023Definition } from "../../../../dsl/datasets/brats2023.ts"
import { defaultPreprocessing } from "../../../../dsl/preprocessing.ts"
import implementation from "../../../../runtime/data/datasets/brats2023/implementation.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { regionMask } from "../../../../runtime/data/transforms/region.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../../testData.ts"

const id = "BraTS-GLI-01408-000"
const training = join(testData, "brats2023/ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData")
const root = temporaryFolder()
const earlier = "BraTS2021_01408"
const names = { t1n: "t1", t1c: "t1ce", t2w: "t2", t2f: "flair", seg: "seg" }

const { regions } = brats2023({ root, release: "2021" })
const load = (release: "2023" | "2021", from: string, subject: string) =>
  implementation.load(brats2023Definition({ root: from, release }), {}, subject)

/** A subject under the names of 2021, its enhancing tumour written as 4. */
const written = async (): Promise<void> => {
  mkdirSync(join(root, earlier))
  for (const [part, name] of Object.entries(names)) {
    const image = await Effect.runPromise(readNifti(join(training, id, `${id}-${part}.nii.gz`)))
    const data =
      part === "seg"
        ? Uint8Array.from(image.data, (value) => (value === 3 ? 4 : value))
        : image.data
    const path = join(root, earlier, `${earlier}_${name}.nii.gz`)
    await Effect.runPromise(writeNifti(path, { data, like: image }))
  }
}

describe.skipIf(!hasTestData)(`a subject of 2021${needsTestData}`, () => {
  it("is that of 2023, region by region", async () => {
    await written()
    const one = await Effect.runPromise(load("2023", training, id))
    const other = await Effect.runPromise(load("2021", root, earlier))
    expect(other.modalities).toEqual(one.modalities)
    expect(Buffer.from(other.image.buffer).equals(Buffer.from(one.image.buffer))).toBe(true)
    const own = brats2023({ root }).regions
    for (const region of ["WT", "TC", "ET"] as const)
      expect(regionMask(other.label ?? new Uint8Array(), regions[region])).toEqual(
        regionMask(one.label ?? new Uint8Array(), own[region]),
      )
  })

  it("may not hold a 3, which is the enhancing tumour since 2023 alone", async () => {
    const path = join(root, earlier, `${earlier}_seg.nii.gz`)
    const seg = await Effect.runPromise(readNifti(path))
    const data = Uint8Array.from(seg.data, (value) => (value === 4 ? 3 : value))
    await Effect.runPromise(writeNifti(path, { data, like: seg }))
    const { message } = await Effect.runPromise(Effect.flip(load("2021", root, earlier)))
    expect(message).toMatch(/voxels are not one of 0, 1, 2, 4, the first, 3/)
  })
})

describe("preprocessing of brats2023", () => {
  it("is the default's, or what is declared", () => {
    expect(brats2023({ root }).preprocessing).toEqual(defaultPreprocessing)
    const steps = [{ kind: "divideByMax", modalities: ["t1c"] }] as const
    expect(brats2023({ root, preprocessing: steps }).preprocessing).toEqual(steps)
  })
})
