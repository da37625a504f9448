import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import {
  indexBrats2023,
  type IndexOptions,
} from "../../../../runtime/data/datasets/brats2023/indexSubjects.ts"
import { temporaryFolder } from "../../testData.ts"

const folder = temporaryFolder()
const root = join(folder, "root")
const parts = ["t1n", "t1c", "t2w", "t2f", "seg"]

const fileOf = (parent: string, id: string, part: string) =>
  join(parent, id, `${id}-${part}.nii.gz`)

/** Indexing opens no image: empty files do. */
const place = (parent: string, ...ids: readonly string[]): void => {
  for (const id of ids) {
    for (const part of parts) {
      mkdirSync(join(parent, id), { recursive: true })
      writeFileSync(fileOf(parent, id, part), "")
    }
  }
}

const index = (path = root, options?: IndexOptions) =>
  Effect.runPromise(indexBrats2023(path, options))
const message = async (path = root, options?: IndexOptions) =>
  (await Effect.runPromise(Effect.flip(indexBrats2023(path, options)))).message

beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
})

describe("indexBrats2023", () => {
  it("finds subjects in the root or below it, sorted, with patient and paths", async () => {
    place(join(root, "TrainingData"), "BraTS-GLI-00005-001", "BraTS-GLI-00005-000")
    place(root, "BraTS-GLI-00003-000")
    const { subjects, modalities } = await index()
    expect(modalities).toEqual(["t1n", "t1c", "t2w", "t2f"])
    expect(subjects.map(({ id, patient }) => [id, patient])).toEqual([
      ["BraTS-GLI-00003-000", "00003"],
      ["BraTS-GLI-00005-000", "00005"],
      ["BraTS-GLI-00005-001", "00005"],
    ])
    expect(subjects[0]?.images["t2f"]).toBe(fileOf(root, "BraTS-GLI-00003-000", "t2f"))
    expect(subjects[0]?.label).toBe(fileOf(root, "BraTS-GLI-00003-000", "seg"))
  })

  it("tells a subject that is still packed, unless it is unpacked beside or left out", async () => {
    place(root, "BraTS-GLI-00003-000", "BraTS-GLI-00005-000")
    for (const id of ["BraTS-GLI-00003-000", "BraTS-GLI-00004-000"])
      writeFileSync(join(root, `${id}.zip`), "")
    expect(await message()).toMatch(/^BraTS-GLI-00004-000: .*packed.*Unpack it/)
    const { subjects } = await index(root, { excluded: new Set(["BraTS-GLI-00004-000"]) })
    expect(subjects).toHaveLength(2)
  })

  it("passes over an archive of a set, and of a subject that lies unpacked elsewhere", async () => {
    const id = "BraTS2021_00495"
    mkdirSync(join(root, "BraTS2021_Training_Data", id), { recursive: true })
    for (const name of ["t1", "t1ce", "t2", "flair", "seg"])
      writeFileSync(join(root, "BraTS2021_Training_Data", id, `${id}_${name}.nii.gz`), "")
    for (const name of [id, "BraTS2021_Training_Data"]) writeFileSync(join(root, `${name}.tar`), "")
    expect((await index(root, { release: "2021" })).subjects).toHaveLength(1)
  })

  it("tells once that nobody has a segmentation, and that files lie in one folder", async () => {
    place(root, "BraTS-GLI-00003-000", "BraTS-GLI-00005-000")
    for (const id of ["BraTS-GLI-00003-000", "BraTS-GLI-00005-000"]) rmSync(fileOf(root, id, "seg"))
    expect(await message()).toMatch(/none of the 2 subjects .*unlabelled/)
    rmSync(root, { recursive: true })
    mkdirSync(root)
    for (const id of ["BraTS-GLI-00003-000", "BraTS-GLI-00005-000"])
      writeFileSync(join(root, `${id}-t1n.nii.gz`), "")
    expect(await message()).toContain("2 subjects lie in one folder")
  })

  it("finds subjects under the names of 2021 and earlier", async () => {
    const files = { t1n: "t1", t1c: "t1ce", t2w: "t2", t2f: "flair", seg: "seg" }
    for (const id of ["BraTS2021_00002", "BraTS20_Training_001"]) {
      mkdirSync(join(root, id), { recursive: true })
      for (const name of Object.values(files))
        writeFileSync(join(root, id, `${id}_${name}.nii.gz`), "")
    }
    const { subjects } = await index(root, { release: "2021" })
    expect(subjects.map(({ id, patient }) => [id, patient])).toEqual([
      ["BraTS2021_00002", "BraTS2021_00002"],
      ["BraTS20_Training_001", "BraTS20_Training_001"],
    ])
    expect(subjects[0]?.images["t1c"]).toBe(
      join(root, "BraTS2021_00002/BraTS2021_00002_t1ce.nii.gz"),
    )
    expect(await message(root)).toContain('say release: "2021"')
  })

  it("says when the names are those of 2023 after all", async () => {
    place(root, "BraTS-GLI-00001-000")
    expect(await message(root, { release: "2021" })).toContain("leave release out")
  })

  it("reports every missing file of every subject", async () => {
    place(root, "BraTS-GLI-00001-000", "BraTS-GLI-00002-000", "BraTS-GLI-00003-000")
    rmSync(fileOf(root, "BraTS-GLI-00001-000", "t1c"))
    rmSync(fileOf(root, "BraTS-GLI-00001-000", "seg"))
    rmSync(fileOf(root, "BraTS-GLI-00003-000", "t2w"))
    const lines = (await message()).split("\n")
    expect(lines.length).toBe(3)
    expect(lines[0]).toMatch(/00001-000: .*no t1c image; expected BraTS-GLI-00001-000-t1c.nii.gz/)
    expect(lines[1]).toMatch(/00001-000: .*no segmentation/)
    expect(lines[2]).toMatch(/00003-000: .*no t2w image/)
  })

  it("reports a subject's folder that holds none of its images once", async () => {
    place(root, "BraTS-GLI-00001-000")
    mkdirSync(join(root, "BraTS-GLI-00002-000", "BraTS-GLI-00002-000"), { recursive: true })
    expect((await message()).split("\n")).toEqual([
      expect.stringMatching(
        /00002-000: .*no image of the subject; .*It holds BraTS-GLI-00002-000\./,
      ),
    ])
  })

  it("needs only the modalities and the label that are asked for", async () => {
    place(root, "BraTS-GLI-00001-000")
    rmSync(fileOf(root, "BraTS-GLI-00001-000", "t1c"))
    rmSync(fileOf(root, "BraTS-GLI-00001-000", "seg"))
    const { subjects } = await index(root, { modalities: ["t2f", "t1n"], label: "optional" })
    expect(subjects.map(({ images, label }) => [Object.keys(images), label])).toEqual([
      [["t2f", "t1n"], undefined],
    ])
  })

  it("accepts unpacked files and links to folders", async () => {
    place(join(folder, "elsewhere"), "BraTS-GLI-00001-000")
    const from = fileOf(join(folder, "elsewhere"), "BraTS-GLI-00001-000", "t1n")
    renameSync(from, from.replace(/\.gz$/, ""))
    symlinkSync(dirname(from), join(root, "BraTS-GLI-00001-000"))
    const { subjects } = await index()
    expect(subjects[0]?.images["t1n"]).toMatch(/t1n\.nii$/)
  })

  it("refuses a subject that is there twice", async () => {
    place(join(root, "a"), "BraTS-GLI-00001-000")
    place(join(root, "b"), "BraTS-GLI-00001-000")
    expect(await message()).toMatch(/twice/)
  })

  it("refuses a subject that is there twice in other capitals", async () => {
    place(root, "BraTS-GLI-00001-000")
    place(root, "brats-gli-00001-000")
    expect(await message()).toMatch(/twice/)
  })

  it.each([
    ["an empty folder", () => root, /The folder is empty/],
    ["no folder", () => join(root, "none"), /no such file or folder/],
    [
      "one subject's folder",
      () => {
        place(root, "BraTS-GLI-00001-000")
        return join(root, "BraTS-GLI-00001-000")
      },
      /one subject's folder: give the folder above/,
    ],
    [
      "BraTS 2021",
      () => {
        mkdirSync(join(root, "BraTS2021_00001"))
        return root
      },
      /BraTS 2021 or earlier/,
    ],
    [
      "another challenge",
      () => {
        mkdirSync(join(root, "BraTS-MEN-00001-000"))
        return root
      },
      /another BraTS challenge/,
    ],
    [
      "an archive",
      () => {
        writeFileSync(join(root, "data.zip"), "")
        return root
      },
      /Unpack/,
    ],
  ])("explains %s", async (_, prepare, words) => {
    expect(await message(prepare())).toMatch(words)
  })
})
