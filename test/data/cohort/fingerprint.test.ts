import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../../../runtime/data/cohort/fingerprint.ts"
import type { SubjectIndex } from "../../../runtime/data/cohort/subject.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()
const cache = join(folder, "cache.json")

const indexAt = (root: string, content = "seg"): SubjectIndex => {
  mkdirSync(join(root, "a"), { recursive: true })
  writeFileSync(join(root, "a", "a-t1n.nii"), "t1n")
  writeFileSync(join(root, "a", "a-seg.nii"), content)
  const images = { t1n: join(root, "a", "a-t1n.nii") }
  const subjects = [{ id: "a", patient: "a", images, label: join(root, "a", "a-seg.nii") }]
  return { root, modalities: ["t1n"], subjects }
}
const of = (index: SubjectIndex, file?: string) => Effect.runPromise(fingerprint(index, file))

describe("fingerprint", () => {
  it("is the SHA-256 of names, sizes and contents", async () => {
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
    const lines = [
      ["a", "a", "t1n", "a-t1n.nii", 3, sha256("t1n")],
      ["a", "a", "label", "a-seg.nii", 3, sha256("seg")],
    ]
    const expected = sha256(lines.map((line) => JSON.stringify(line)).join("\n"))
    expect(await of(indexAt(join(folder, "one")))).toBe(expected)
  })

  it("does not see where the data are, and sees any change in them", async () => {
    const first = await of(indexAt(join(folder, "one")))
    expect(await of(indexAt(join(folder, "two")))).toBe(first)
    expect(await of(indexAt(join(folder, "two"), "sag"))).not.toBe(first)
    const index = indexAt(join(folder, "two"))
    const renamed = index.subjects.map((subject) => ({ ...subject, patient: "b" }))
    expect(await of({ ...index, subjects: renamed })).not.toBe(first)
  })

  it("trusts the cache while size and times of a file stay, and no time that was set back", async () => {
    const index = indexAt(join(folder, "three"))
    const label = index.subjects[0]?.label ?? ""
    utimesSync(label, 1000, 1000)
    const first = await of(index, cache)
    expect(await of(index, cache)).toBe(first)
    writeFileSync(label, "new")
    utimesSync(label, 1000, 1000)
    expect(await of(index, cache)).not.toBe(first)
    expect(await of(index, cache)).toBe(await of(index))
    writeFileSync(cache, "{ not JSON")
    expect(await of(index, cache)).toBe(await of(index))
    expect(Object.keys(JSON.parse(readFileSync(cache, "utf8"))).length).toBe(2)
  })

  it("sees every file that is read: the voxels that a header names, and the other half of a pair", async () => {
    const root = join(folder, "halves")
    mkdirSync(root)
    const at = (name: string) => join(root, name)
    writeFileSync(at("a.mhd"), "NDims = 3\nElementDataFile = voxels.raw\n")
    writeFileSync(at("b.mha"), "NDims = 3\nElementDataFile = LOCAL\n123")
    writeFileSync(at("c.hdr"), "header")
    for (const name of ["voxels.raw", "c.img"]) writeFileSync(at(name), "old")
    for (const [image, other] of [
      ["a.mhd", "voxels.raw"],
      ["b.mha", "b.mha"],
      ["c.hdr", "c.img"],
      ["c.img", "c.hdr"],
    ] as const) {
      const subjects = [{ id: "a", patient: "a", images: { t1: at(image) } }]
      const index = { root, modalities: ["t1"], subjects }
      const before = await of(index)
      writeFileSync(at(other), `${readFileSync(at(other), "utf8")}4`)
      expect(await of(index)).not.toBe(before)
    }
  })

  it("names a file that is gone", async () => {
    const index = indexAt(join(folder, "four"))
    const images = { t1n: join(folder, "gone.nii") }
    const subjects = index.subjects.map((subject) => ({ ...subject, images }))
    const error = await Effect.runPromise(Effect.flip(fingerprint({ ...index, subjects })))
    expect(error.message).toMatch(/gone.nii: no such file/)
  })
})
