import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readValues, type ValueSource } from "../../../runtime/data/cohort/values.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()
const subjects = ["1-0", "1-1", "2-0"].map((id) => ({ id, patient: `P${id[0]}` }))

const source = (text: string, more: Partial<ValueSource> = {}): ValueSource => {
  const csv = join(folder, "ages.csv")
  writeFileSync(csv, text)
  return { csv, id: "id", column: "age", ...more }
}

const values = (of: ValueSource) => Effect.runPromise(readValues(of, subjects))
const faults = async (of: ValueSource) =>
  (await Effect.runPromise(Effect.flip(readValues(of, subjects)))).faults

describe("readValues", () => {
  it("takes numbers, those of a patient for all scans", async () => {
    expect(await values(source('id,age\nP1,"61,5"\n2-0,-4e1\n'))).toEqual(
      new Map([
        ["1-0", 61.5],
        ["1-1", 61.5],
        ["2-0", -40],
      ]),
    )
  })

  it("names subject, file and line of what is no number, and how to write it", async () => {
    const of = source('id,age\n1-0,"1,250"\n1-1,old\n2-0,Infinity\n')
    expect(await faults(of)).toMatchObject([
      {
        what: '"1,250" in column "age" is not one number',
        where: { file: of.csv, line: 2, subject: "1-0" },
        hint: "write 1.250 or 1250",
      },
      {
        what: '"old" in column "age" is not one number',
        where: { file: of.csv, line: 3, subject: "1-1" },
        hint: "write the number alone, without a unit, a date or signs between thousands",
      },
      { what: '"Infinity" in column "age" is not one number', where: { line: 4, subject: "2-0" } },
    ])
  })

  it("tells a text that many have once", async () => {
    const of = source("id,age\n1-0,old\n1-1,old\n2-0,old\n")
    expect((await faults(of)).map(({ what }) => what)).toEqual([
      '"old" in column "age" is not one number, also of 1-1, 2-0',
    ])
  })

  it("names subjects without a number, be their cell empty or their row not there", async () => {
    const of = source("id,age\n1-0,61\n1-1,\n")
    expect(await faults(of)).toMatchObject([
      {
        what: '2 subjects have no number in column "age": 1-1, 2-0',
        where: { file: of.csv, subject: "1-1" },
      },
    ])
  })

  it("takes as not known what is declared so", async () => {
    const text = "id,age\n1-0,61\n1-1,NA\n"
    expect(await values(source(text, { missing: ["", "NA"] }))).toEqual(new Map([["1-0", 61]]))
  })

  // As pandas writes a column of whole numbers that has gaps.
  it("takes a code of the unknown as not known, also where it is written with a point", async () => {
    const of = source("id,age\n1-0,-9.0\n1-1,61.0\n2-0,-9\n", { missing: "-9" })
    expect(await values(of)).toEqual(new Map([["1-1", 61]]))
  })

  it("tells of ids that nobody has together with the rest", async () => {
    const of = source("id,age\n1-0,61\n1-1,x\n2-0,1\n9-9,50\n")
    expect((await faults(of)).map(({ what }) => what)).toEqual([
      'an id in column "id" is of no subject: 9-9',
      '"x" in column "age" is not one number',
    ])
  })
})
