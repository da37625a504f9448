import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readLabels, type LabelSource } from "../../../runtime/data/cohort/labels.ts"
import type { Subject } from "../../../runtime/data/cohort/subject.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../testData.ts"

const folder = temporaryFolder()

const subjects: readonly Subject[] = ["1-0", "1-1", "2-0", "3-0"].map((id) => ({
  id,
  patient: `P${id[0]}`,
  images: {},
}))

const source = (text: string, more: Partial<LabelSource> = {}): LabelSource => {
  const csv = join(folder, "labels.csv")
  writeFileSync(csv, text)
  return { csv, id: "id", column: "IDH", negative: ["wildtype"], positive: ["mutant"], ...more }
}

const labels = (of: LabelSource, all = subjects) => Effect.runPromise(readLabels(of, all))
const message = async (of: LabelSource) =>
  (await Effect.runPromise(Effect.flip(readLabels(of, subjects)))).message

describe("readLabels", () => {
  it("takes declared texts as their classes; an empty cell says nothing", async () => {
    const text = '\uFEFFid,note,IDH\r\n1-0,x,wildtype\r\n2-0,,"IDH1, p.R132H"\r\n3-0,,\r\n'
    expect(await labels(source(text, { positive: "IDH1*" }))).toEqual(
      new Map([
        ["1-0", 0],
        ["2-0", 1],
      ]),
    )
  })

  it("gives a patient's class to all scans", async () => {
    expect(await labels(source("id,IDH\nP1,wildtype\nP3,mutant"))).toEqual(
      new Map([
        ["1-0", 0],
        ["1-1", 0],
        ["3-0", 1],
      ]),
    )
  })

  it("reports unknown and doubled ids and unknown texts together", async () => {
    const text = "id,IDH\n1-0,wildtype\n9-0,wildtype\n1-0,mutant\n2-0,unclear\n8-0,mutant"
    const said = await message(source(text))
    expect(said).toMatch(/2 ids in column "id" are of no subject: 9-0, 8-0/)
    expect(said).toMatch(/1-0 is in line 2 and again in line 4/)
    expect(said).toMatch(/5: column "IDH" holds a text of no declared class.*: "unclear" \(1\)/)
  })

  it("tells a table of a row a visit in a few words, however long", async () => {
    const said = await message(source(`id,IDH\n${"1-0,wildtype\n".repeat(130_000)}`))
    expect(said).toMatch(/1-0 is in line 2 and again in line 3, 4, 5, 6, 7 and 129994 more/)
    expect(said.length).toBeLessThan(400)
  })

  it("asks after ids that differ in zeros alone", async () => {
    expect(await message(source("id,IDH\nP01,wildtype"))).toContain('Is "P01" the subject P1?')
    expect(await message(source("id,IDH\n1-0.nii.gz,wildtype"))).toContain(
      "one is a part of the other",
    )
    expect(await message(source("id,IDH\n01-00,wildtype"))).toContain('Is "01-00" the subject 1-0?')
  })

  describe("through a table of other names", () => {
    // As BraTS2023_2017_GLI_Mapping: heads with a trailing space, several scans of a patient.
    const joined = (names: string, text: string): LabelSource => {
      const csv = join(folder, "names.csv")
      writeFileSync(csv, names)
      return source(text, { id: "BraTS21 ID", via: { csv, from: "BraTS2023", to: "BraTS2021 " } })
    }

    it("finds the subjects that a row's name stands for", async () => {
      const names = "BraTS2023,BraTS2021 \n1-0,B-7\n1-1,B-7\n2-0,B-8\n3-0,\n9-9,B-9"
      const text = "BraTS21 ID,IDH\nB-7,wildtype\nB-8,mutant"
      expect(await labels(joined(names, text))).toEqual(
        new Map([
          ["1-0", 0],
          ["1-1", 0],
          ["2-0", 1],
        ]),
      )
    })

    it("tells a name of two patients, which is none of either", async () => {
      const shared = joined("BraTS2023,BraTS2021\n1-0,B-7\n2-0,B-7", "BraTS21 ID,IDH\nB-7,mutant")
      expect(await message(shared)).toMatch(
        /names.csv: 3: B-7 .* of 1-0 and of 2-0, .* two patients/,
      )
    })

    it("tells names that contradict, and columns that neither table has", async () => {
      const twice = joined("BraTS2023,BraTS2021\n1-0,B-7\n1-0,B-8", "BraTS21 ID,IDH\nB-7,mutant")
      expect(await message(twice)).toMatch(/names.csv: 3: subject 1-0 is B-8 .* and B-7 in line 2/)
      const absent = await message(joined("a,b\n1-0,B-7", "c,IDH\nB-7,mutant"))
      expect(absent).toContain('no column "BraTS2023"')
      expect(absent).toContain('no column "BraTS2021"')
      expect(absent).toContain('no column "BraTS21 ID"')
    })
  })

  it("finds a scan that its own row and its patient's row name", async () => {
    const said = await message(source("id,IDH\nP1,wildtype\n1-1,mutant"))
    expect(said).toMatch(/1-1 is in line 2 and again in line 3/)
  })

  it("passes over rows about others where it is told to", async () => {
    const text = "id,IDH\n9-0,wildtype\n2-0,mutant"
    expect(await labels(source(text, { otherRows: "ignore" }))).toEqual(new Map([["2-0", 1]]))
  })

  it("names columns and files that are not there", async () => {
    const said = await message(source("ID,idh\n1-0,wildtype"))
    expect(said).toMatch(
      /no column "id"; expected ID, idh \(read as UTF-8, fields separated by a comma\)/,
    )
    expect(said).toMatch(/no column "IDH"/)
    expect(await message({ ...source(""), csv: join(folder, "none.csv") })).toMatch(/no such file/)
    expect(await message(source('id,IDH\n"1-0,x'))).toMatch(/labels.csv: 2: a quote is not closed/)
  })

  // Counts by Python's csv module: 501 rows, 398 wildtype; with a BraTS21 id 298, 275 wildtype.
  it.skipIf(!hasTestData).each([
    ["ID", 501, 398],
    ["BraTS21 ID", 298, 275],
  ])(`reads a published table by its column %s${needsTestData}`, async (id, rows, wildtype) => {
    const csv = join(testData, "metadata/UCSF-PDGM-metadata_v2.csv")
    // The eight texts of the table that are not wildtype, in two patterns.
    const mutants = ["IDH*", "mutated (NOS)"]
    const everyone = Array.from({ length: 3000 }, (_, n) => {
      const name =
        id === "ID"
          ? `UCSF-PDGM-${String(n).padStart(3, "0")}`
          : `BraTS2021_${String(n).padStart(5, "0")}`
      return { id: name, patient: name, images: {} }
    })
    const found = await labels(
      { csv, id, column: "IDH", negative: ["wildtype"], positive: mutants },
      everyone,
    )
    expect(found.size).toBe(rows)
    expect([...found.values()].filter((label) => label === 0).length).toBe(wildtype)
  })
})
