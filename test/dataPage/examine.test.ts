import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { brats2023 } from "../../dsl/index.ts"
import { readNifti } from "../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import {
  absentRegions,
  oddities,
  partedSessions,
  sameImages,
} from "../../runtime/data/faults/oddSubjects.ts"
import { examine } from "../../runtime/dataPage/examine.ts"
import { dataPage } from "../../runtime/dataPage/page.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../data/testData.ts"

// Voxels of regions: nibabel 5.4.2 and NumPy 2.4.6, by test/fixtures/nifti/make.py.
const expected = Schema.decodeSync(
  Schema.fromJsonString(
    Schema.Record(
      Schema.String,
      Schema.Struct({ WT: Schema.Number, TC: Schema.Number, ET: Schema.Number }),
    ),
  ),
)(readFileSync(new URL("../fixtures/nifti/brats2023.json", import.meta.url), "utf8"))

const training = join(testData, "brats2023/ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData")
const folder = temporaryFolder()
const [whole, torn, wrong] = ["BraTS-GLI-01404-000", "BraTS-GLI-01408-000", "BraTS-GLI-00498-001"]
const identity = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
] as const
const silent = { listed: () => Effect.void, read: () => Effect.void }

it("a region that no subject has is told, one that some have is not", () => {
  const subjects = [{ volumes: { core: 0, whole: 0 } }, { volumes: { core: 0, whole: 1.5 } }]
  const regions = { core: [3], whole: [1, 3] }
  const found = absentRegions([...subjects, { volumes: null }], regions)
  expect(found.map(({ what }) => what)).toEqual(["no subject has a voxel of core"])
  expect(absentRegions([{ volumes: null }], regions)).toEqual([])
})

it("modalities that are one image are told, but for the colours of a picture", () => {
  const raw = (depth: number) => ({
    id: "a",
    modalities: ["t1", "t1c", "t2"],
    shape: [depth, 1, 2] as const,
    spacing: [1, 1, 1] as const,
    affine: identity,
    image: Float32Array.from(
      { length: depth * 6 },
      (_, at) => Math.min(at, depth * 4 - 1) % (depth * 2),
    ),
    sources: {},
  })
  expect(oddities(raw(2)).map(({ what }) => what)).toEqual([
    "the t2 image has one value, 3, wherever it is not 0",
    "the t1c image is the t1 image, voxel by voxel",
  ])
  const flat = oddities(raw(1)).map(({ what }) => what)
  expect(flat.filter((what) => what.endsWith("voxel by voxel"))).toEqual([])
})

it("sessions of a subject that could part in a split are told", () => {
  const scans = ["sub-1_ses-1", "sub-1_ses-2", "sub-2_ses-1", "other"]
  const parted = partedSessions(scans.map((id) => ({ id, patient: id })))
  expect(parted.map(({ what }) => what)).toEqual([
    "sessions of one subject count as patients of their own: sub-1_ses-1, sub-1_ses-2",
  ])
  const together = scans.map((id) => ({ id, patient: id.split("_")[0] ?? "" }))
  expect(partedSessions(together)).toEqual([])
})

it("subjects whose images are one are told", () => {
  const digests = new Map([
    ["a", ["1", "2"]],
    ["b", ["3", "2"]],
    ["c", ["1", "4"]],
    ["d", ["3", "2"]],
  ])
  expect(sameImages(["t1", "t2"], digests).map(({ what }) => what)).toEqual([
    "the t1 images of a, c are the same",
    "the t1 images of b, d are the same",
    "the t2 images of a, b, d are the same",
  ])
  const both = new Map([...digests].filter(([id]) => id === "b" || id === "d"))
  expect(sameImages(["t1", "t2"], both).map(({ what }) => what)).toEqual([
    "the images of b, d are the same",
  ])
})

describe.skipIf(!hasTestData)(`examining a data set${needsTestData}`, { timeout: 60_000 }, () => {
  it("tells grids and volumes as nibabel has them", async () => {
    const dataset = brats2023({ root: training, split: { test: 2, seed: 0 } })
    const { faults, subjects, partOf } = await Effect.runPromise(examine(dataset, {}, silent))
    expect(faults).toEqual([])
    expect(subjects.map(({ id }) => id)).toEqual(Object.keys(expected))
    for (const { id, volumes, orientation, spacing } of subjects) {
      // nibabel's aff2axcodes; voxels of 1 mm, a thousand of which are a millilitre.
      expect(orientation).toBe("LPS")
      expect(spacing).toEqual([1, 1, 1])
      for (const region of ["WT", "TC", "ET"] as const)
        expect(volumes?.[region]).toBeCloseTo((expected[id]?.[region] ?? NaN) / 1000, 9)
    }
    expect(subjects.filter(({ id }) => partOf(id) === "test")).toHaveLength(2)
  })

  it("tells missing files, bad labels and a misspelt class at once, and reads the rest", async () => {
    for (const id of [whole, torn, wrong])
      cpSync(join(training, id), join(folder, id), { recursive: true })
    rmSync(join(folder, torn, `${torn}-t1c.nii.gz`))
    const seg = join(folder, wrong, `${wrong}-seg.nii.gz`)
    const image = await Effect.runPromise(readNifti(seg))
    const label = Uint8Array.from(image.data, (value) => (value === 3 ? 4 : value))
    await Effect.runPromise(writeNifti(seg, { data: label, like: image }))
    // The class of a subject whose files are missing is no misspelt one.
    const csv = join(folder, "idh.csv")
    writeFileSync(csv, `id,IDH\n${torn},mutant\n${whole},wildtype\nBraTS-GLI-99999-000,mutant\n`)
    const idh = { csv, id: "id", column: "IDH", negative: ["wildtype"], positive: ["mutant"] }
    const dataset = brats2023({ root: folder, labels: { idh }, split: { test: 1, seed: 0 } })

    const survey = await Effect.runPromise(examine(dataset, {}, silent))
    expect(survey.faults.map(({ what }) => what)).toEqual([
      "no t1c image",
      'an id in column "id" is of no subject: BraTS-GLI-99999-000',
      expect.stringMatching(/voxels are not one of 0, 1, 2, 3, the first, 4/),
    ])
    expect(survey.subjects.map(({ id }) => id)).toEqual([whole])
    const page = dataPage(survey)
    expect(page).toContain("Faults: 3")
    for (const { what } of survey.faults) expect(page).toContain(what.replaceAll('"', "&quot;"))
    // Four modalities and the regions; nothing comes from elsewhere.
    expect(page.match(/<img /g)).toHaveLength(5)
    expect(page).not.toMatch(/<script|(?:src|href)="(?!data:|#)/)
  })

  it("says that no file was opened where no subject is listed", async () => {
    const dataset = brats2023({ root: join(folder, "none") })
    const survey = await Effect.runPromise(examine(dataset, {}, silent))
    expect(survey.faults).toHaveLength(1)
    expect(dataPage(survey)).toContain("No file was opened")
  })
})
