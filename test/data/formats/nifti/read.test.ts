import { readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../../testData.ts"
import { differences, expectedImages, madeImages } from "./expected.ts"

// Expected values: nibabel 5.4.2, by test/fixtures/nifti/make.py.

const folder = temporaryFolder()
const read = (path: string) => Effect.runPromise(Effect.result(readNifti(path)))

const readable = (folder: string) =>
  [...expectedImages].flatMap(([name, facts]) =>
    name.startsWith(folder) && "shape" in facts ? [[name, facts] as const] : [],
  )
const refused = [...expectedImages].flatMap(([name, facts]) => ("error" in facts ? [name] : []))

describe("images made by nibabel", () => {
  it.each([...madeImages])("%s", async (name, made) => {
    const path = join(folder, `${name}.nii`)
    writeFileSync(path, Buffer.from(made.file, "base64"))
    const result = await read(path)
    expect(differences(Result.getOrThrow(result), made)).toEqual([])
  })
})

describe.skipIf(!hasTestData)(`files of other projects' test suites${needsTestData}`, () => {
  it("are all in the fixture", () => {
    const stress = readdirSync(join(testData, "stress"), { recursive: true, encoding: "utf8" })
      .map((name) => join("stress", name))
      .filter((name) => statSync(join(testData, name)).isFile())
    const listed = [...expectedImages.keys()].filter((name) => name.startsWith("stress/"))
    expect(stress.toSorted()).toEqual(listed.toSorted())
  })

  it.each(readable("stress/"))("%s is read as nibabel reads it", async (name, facts) => {
    const image = Result.getOrThrow(await read(join(testData, name)))
    expect(differences(image, facts)).toEqual([])
  })

  it.each(refused)("%s is refused", async (name) => {
    const error = Result.getOrThrow(Result.flip(await read(join(testData, name))))
    expect(error._tag).toBe("DatasetError")
    expect(error.faults[0]?.what).not.toBe("")
    expect(error.faults[0]?.where.file).toBe(join(testData, name))
  })

  it.each([
    ["stress/niivue/mha.mha", /MetaImage/],
    ["stress/nibabel/test.mgz", /MGH/],
    ["stress/nibabel/analyze.hdr", /Analyze/],
    ["stress/nibabel/nifti1.hdr", /nifti1\.img/],
    ["stress/niivue/complex.nii.gz", /complex64/],
    ["stress/nifti-rs/rgb/3D.nii", /RGB24/],
  ])("%s is refused", async (name, words) => {
    const error = Result.getOrThrow(Result.flip(await read(join(testData, name))))
    expect(error.message).toMatch(words)
  })
})

describe.skipIf(!hasTestData)(`real images${needsTestData}`, () => {
  it.each([...readable("brats2023/"), ...readable("native_grids/")])("%s", async (name, facts) => {
    const image = Result.getOrThrow(await read(join(testData, name)))
    expect(differences(image, facts)).toEqual([])
  })
})

describe("a path that leads to no image", () => {
  it.each([
    ["missing.nii.gz", /no such file/],
    [".", /a folder, not a file/],
    ["missing.img", /missing\.hdr/],
  ])("%s", async (name, words) => {
    const error = Result.getOrThrow(Result.flip(await read(join(folder, name))))
    expect(error.message).toMatch(words)
  })
})
