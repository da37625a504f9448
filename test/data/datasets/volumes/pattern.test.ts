import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patientIn, subjectIn } from "../../../../runtime/data/datasets/volumes/pattern.ts"

/** Names as files bear them: also with signs that mean something in a regular expression. */
const name = fc.stringMatching(/^[A-Za-z0-9._+()$-]{1,12}$/)

describe("file patterns", () => {
  it("tell the subject wherever {id} stands", () => {
    fc.assert(
      fc.property(name, name, name, (id, before, after) => {
        fc.pre(!id.includes(after))
        expect(subjectIn(`${before}_${id}_x`, `${before}_{id}_x`, null)).toBe(id)
        expect(subjectIn(id, "{id}", null)).toBe(id)
        expect(subjectIn(`${id}-${id}.nii`, "{id}-{id}.nii", null)).toBe(id)
      }),
    )
  })

  it.each([
    ["T1.nii", "T1.nii", null, null],
    ["T1xnii", "T1.nii", null, undefined],
    ["a_t1.nii.gz", "{id}_t1.nii*", null, "a"],
    ["a_t1.nii.gz", "{id}_t1.nii*", "a", "a"],
    ["a_t1.nii.gz", "{id}_t1.nii*", "b", undefined],
    ["a_b.nii", "{id}_{id}.nii", null, undefined],
    [".nii", "{id}.nii", null, undefined],
  ])("%s by %s, known: %s, is %s", (file, pattern, known, expected) => {
    expect(subjectIn(file, pattern, known)).toBe(expected)
  })

  it("tell the patient of a scan", () => {
    expect(patientIn("BraTS-GLI-00001-002", "BraTS-GLI-{patient}-*")).toBe("00001")
    expect(patientIn("sub-7", "{patient}_*")).toBeUndefined()
  })
})
