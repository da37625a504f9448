import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cellsCsv, seedsCsv, subjectsCsv } from "../../reports/csv.ts"
import { sample } from "./sample.ts"
import { awkward } from "./study.ts"

/** Records of a CSV, read by the grammar of RFC 4180, section 2. */
const parse = (text: string): readonly (readonly string[])[] => {
  const fields = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)]
  return fields
    .reduce<readonly (readonly string[])[]>(
      (records, [, quoted, plain, end]) => {
        const record = [...(records.at(-1) ?? []), quoted?.replaceAll('""', '"') ?? plain ?? ""]
        return [...records.slice(0, -1), record, ...(end === "," ? [] : [[]])]
      },
      [[]],
    )
    .slice(0, -1)
}

const objects = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [header = [], ...records] = parse(text)
  return records.map((record) =>
    Object.fromEntries(header.map((name, index) => [name, record[index] ?? ""])),
  )
}

describe("CSV", () => {
  const cells = objects(cellsCsv(sample))

  it("has a record an arm and column, numbers unrounded, missing ones empty", () => {
    expect(cells).toHaveLength(12)
    expect(cells[0]).toMatchObject({
      arm: "scratch",
      "factor.pretraining": "scratch",
      column: "glioma.dice.WT",
      unit: "%",
      n: "2",
      over: "seeds",
      best: "false",
      seeds: "0 1",
      keys: "scr0 scr1",
      convention: "Dice: subjects with two empty masks are dropped",
    })
    expect(Number(cells[0]?.["mean"])).toBeCloseTo(62.5, 10)
    expect(Number(cells[0]?.["std"])).toBeCloseTo(5 / Math.SQRT2, 10)
    expect(cells[2]).toMatchObject({ mean: "", std: "", n: "0", missing: "0 1", keys: "" })
  })

  it("keeps an arm's name whatever is in it", () => {
    expect(cells[11]?.["arm"]).toBe(awkward)
  })

  it("keeps any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (arm) => {
        fc.pre(!/^'[=+\-@\t\r]/.test(arm))
        const rows = sample.rows.map((row) => ({ ...row, arm }))
        const arms = objects(cellsCsv({ ...sample, rows })).map((record) => record["arm"])
        expect(new Set(arms.map((text) => text?.replace(/^'(?=[=+\-@\t\r])/, "")))).toEqual(
          new Set([arm]),
        )
      }),
    )
  })

  // OWASP, "CSV injection": the characters with which a formula begins.
  it.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])(
    "puts an apostrophe before %j, which a spreadsheet would run",
    (arm) => {
      const rows = sample.rows.map((row) => ({ ...row, arm }))
      expect(objects(cellsCsv({ ...sample, rows }))[0]?.["arm"]).toBe(`'${arm}`)
    },
  )

  it("leaves negative numbers as they are, as text too", () => {
    const rows = sample.rows.map((row) => ({ ...row, arm: "-0.5" }))
    expect(objects(cellsCsv({ ...sample, rows }))[0]?.["arm"]).toBe("-0.5")
  })

  it("has a record a subject and run, in the column's unit, empty where a subject is dropped", () => {
    const subjects = objects(subjectsCsv(sample))
    // Two subjects at two seeds in eight cells; an AUC has no subjects.
    expect(subjects).toHaveLength(32)
    expect(subjects[1]).toEqual({
      table: "Table 1",
      block: "",
      arm: "scratch",
      column: "glioma.dice.WT",
      unit: "%",
      seed: "0",
      fold: "",
      subject: "p2",
      value: "70",
      key: "scr0",
    })
    const dropped = subjects.filter(({ value }) => value === "")
    expect(dropped.map(({ arm, column, subject }) => [arm, column, subject])).toEqual([
      [awkward, "glioma.dice.ET", "p2"],
      [awkward, "glioma.dice.ET", "p2"],
    ])
    const distances = subjects.filter(({ column }) => column === "glioma.hd95.WT")
    expect(distances.map(({ value }) => value)).toEqual(["8", "12", "8", "12", "4", "6", "4", "6"])
  })

  it("has a record a seed with the run behind it", () => {
    expect(objects(seedsCsv(sample))[1]).toMatchObject({
      arm: "scratch",
      column: "glioma.dice.WT",
      seed: "1",
      value: expect.stringMatching(/^65(\.0|$)/),
      subjects: "2",
      key: "scr1",
      commit: "0123456789abcdef",
      dirty: "false",
    })
  })
})
