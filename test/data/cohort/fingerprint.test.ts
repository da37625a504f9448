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

  it("trusts the cache while size and time of a file stay, and nothing else", async () => {
    const index = indexAt(join(folder, "three"))
    const label = index.subjects[0]?.label ?? ""
    utimesSync(label, 1000, 1000)
    const first = await of(index, cache)
    expect(await of(index, cache)).toBe(first)
    writeFileSync(label, "new")
    utimesSync(label, 1000, 1000)
    expect(await of(index, cache)).toBe(first)
    expect(await of(index)).not.toBe(first)
    utimesSync(label, 2000, 2000)
    expect(await of(index, cache)).toBe(await of(index))
    writeFileSync(cache, "{ not JSON")
    expect(await of(index, cache)).toBe(await of(index))
    expect(Object.keys(JSON.parse(readFileSync(cache, "utf8"))).length).toBe(2)
  })

  it("names a file that is gone", async () => {
    const index = indexAt(join(folder, "four"))
    const images = { t1n: join(folder, "gone.nii") }
    const subjects = index.subjects.map((subject) => ({ ...subject, images }))
    const error = await Effect.runPromise(Effect.flip(fingerprint({ ...index, subjects })))
    expect(error.message).toMatch(/gone.nii: no such file/)
  })
})
