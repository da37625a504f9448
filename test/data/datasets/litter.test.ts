import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { findSubjects } from "../../../runtime/data/datasets/brats2023/indexSubjects.ts"
import { isLitter } from "../../../runtime/data/datasets/litter.ts"
import { whatIsThere } from "../../../runtime/data/datasets/volumes/whatIsThere.ts"
import { temporaryFolder } from "../testData.ts"

const put = (...parts: readonly string[]): void => {
  mkdirSync(join(...parts, ".."), { recursive: true })
  writeFileSync(join(...parts), "")
}
const brats = (root: string, folder: string, id: string, suffixes: readonly string[]): void => {
  for (const suffix of suffixes) put(root, folder, id, `${id}${suffix}`)
}
const of2021 = ["_t1.nii.gz", "_t1ce.nii.gz", "_t2.nii.gz", "_flair.nii.gz", "_seg.nii.gz"]
const of2023 = ["-t1n", "-t1c", "-t2w", "-t2f", "-seg"].map((part) => `${part}.nii.gz`)

describe("what systems leave beside data", () => {
  it.each(["__MACOSX", "@eaDir", ".DS_Store", "._a.nii", "Thumbs.db", "lost+found"])(
    "is %s",
    (name) => {
      expect(isLitter(name)).toBe(true)
    },
  )

  it.each(["sub-01", "MACOSX", "data.nii.gz", "_hidden"])("is not %s", (name) => {
    expect(isLitter(name)).toBe(false)
  })
})

describe("subjects of BraTS", () => {
  // Names of the archives of 2017, 2018 and 2020, and Windows' capitals.
  it.each([
    ["2021", "MICCAI_BraTS_2018_Data_Training/HGG", "Brats18_CBICA_AAB_1", of2021],
    ["2021", "LGG", "Brats17_TCIA_101_1", of2021],
    ["2021", "", "BRATS20_TRAINING_001", of2021.map((name) => name.toUpperCase())],
    ["2023", "__MACOSX/../TrainingData", "BraTS-GLI-00002-000", of2023],
  ] as const)("of %s below %j as %s are found", async (release, folder, id, names) => {
    const root = mkdtempSync(join(tmpdir(), "ablate-litter-"))
    put(root, "__MACOSX", id, `._${id}${names[0]}`)
    brats(root, folder, id, names)
    const { subjects, faults } = await Effect.runPromise(findSubjects(root, { release }))
    expect(faults).toEqual([])
    expect(subjects.map((subject) => subject.id)).toEqual([id])
  })

  it("that lie in several folders are told once, with all of them", async () => {
    const root = mkdtempSync(join(tmpdir(), "ablate-litter-"))
    for (const folder of ["a", "b", "c"]) brats(root, folder, "BraTS-GLI-00001-000", of2023)
    brats(root, "a", "BraTS-GLI-00002-000", of2023)
    const { subjects, folders, faults } = await Effect.runPromise(findSubjects(root))
    expect(faults.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^the subject is there 3 times: also in .*b.*, .*c/),
    ])
    expect(subjects.map(({ id }) => id)).toEqual(["BraTS-GLI-00002-000"])
    expect(folders).toHaveLength(2)
  })

  it("of 2015 are told to be declared otherwise", async () => {
    const root = mkdtempSync(join(tmpdir(), "ablate-litter-"))
    put(root, "HGG", "brats_2013_pat0001_1", "VSD.Brain.XX.O.MR_T1.54513.mha")
    const found = await Effect.runPromise(
      Effect.result(findSubjects(join(root, "HGG"), { release: "2021" })),
    )
    expect(Result.isFailure(found) && found.failure.message).toContain(
      "declare the set with volumes()",
    )
  })
})

describe("what lies where a file was looked for", () => {
  const root = temporaryFolder()
  beforeAll(() => {
    put(root, "s1", "anat", "T1W.nii.gz")
    put(root, "s2", "t1.nii")
  })
  it.each([
    ["s1/anat/t1w.nii.gz", /s1\/anat holds T1W.nii.gz. T1W.nii.gz differs in its capitals/],
    ["s1/Anat/t1w.nii.gz", /s1 holds anat. anat differs in its capitals/],
    ["s2/t1.nii.gz", /s2 holds t1.nii. t1.nii differs in its ending/],
    ["{id}/flair.nii", /s1 holds anat\./],
    ["s3/t1.nii", /The root holds s1, s2\./],
  ])("%s", async (pattern, said) => {
    expect(await Effect.runPromise(whatIsThere(root, pattern))).toMatch(said)
  })
})
