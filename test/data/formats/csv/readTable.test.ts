import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { cellOf, numberOf, readTable } from "../../../../runtime/data/formats/csv/readTable.ts"
import { temporaryFolder } from "../../testData.ts"

const folder = temporaryFolder()
const file = join(folder, "table.csv")
const read = (bytes: Uint8Array, ...needed: readonly string[]) => {
  writeFileSync(file, bytes)
  return Effect.runPromise(readTable(file, needed))
}
const refused = async (bytes: Uint8Array) => {
  writeFileSync(file, bytes)
  return (await Effect.runPromise(Effect.flip(readTable(file, ["id"])))).faults[0]
}
const table = "id\tGr\u00f6\u00dfe\nM\u00fcller\t1,5\n"
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16()

describe("a table of people's", () => {
  it.each([
    ["UTF-8", Buffer.from(table)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${table}`)],
    ["UTF-16 with a mark", Buffer.from(`\uFEFF${table}`, "utf16le")],
    ["UTF-16 without", Buffer.from(table, "utf16le")],
    ["UTF-16 from big to little", bigEndian(`\uFEFF${table}`)],
    ["UTF-16 from big to little without a mark", bigEndian(table)],
    ["Windows-1252", Buffer.from(table, "latin1")],
    ["UTF-8 in decomposed form", Buffer.from(table.normalize("NFD"))],
  ])("is read in %s", async (_, bytes) => {
    const { rows } = await read(bytes, "id", "Gr\u00f6\u00dfe")
    expect(
      rows.map((row) => [cellOf(row, "id"), numberOf(cellOf(row, "Gr\u00f6\u00dfe"))]),
    ).toEqual([["M\u00fcller", 1.5]])
  })

  it("whose heads are others, or that has no rows, is told as that, with what may be meant", async () => {
    expect(await refused(Buffer.from("ID,idh\n1,x\n"))).toMatchObject({
      what: 'there is no column "id"',
      hint: 'Is it "ID"?',
    })
    expect((await refused(Buffer.from("id,idh\n")))?.what).toMatch(/no row below its head/)
  })

  it("whose columns are aligned by blanks is told as that", async () => {
    writeFileSync(file, "patient id   idh\n1            x\n")
    const { faults } = await Effect.runPromise(Effect.flip(readTable(file, ["patient id", "idh"])))
    expect(faults.map(({ what, hint = "" }) => [what, hint.includes("read_fwf")])).toEqual([
      ["the columns are aligned by blanks, and nothing separates them", true],
    ])
  })

  // As Python writes them: table.encode("utf-8").decode("cp1252"), once and twice, saved as UTF-8.
  it.each([
    ["Gr\u00c3\u00b6e", "\u00c3\u00b6", "\u00f6"],
    ["Gr\u00c3\u0192\u00c2\u00b6e", "\u00c3\u0192\u00c2\u00b6", "\u00f6"],
  ])("with the head %s says what its signs stand for", async (head, shown, meant) => {
    const { expected } = (await refused(Buffer.from(`${head}\n1\n`))) ?? {}
    expect(expected).toContain(`in which "${shown}" stands for "${meant}"`)
  })

  // Never another column that is needed, nor a sign that nobody sees.
  it.each([
    ["id\u200B,idh", 'Is it "id<U+200B>"?'],
    ["\uFF29\uFF24,idh", 'Is it "\uFF29\uFF24"?'],
    ["x,idh", undefined],
  ])("whose head is %s asks %s", async (head, hint) => {
    writeFileSync(file, `${head}\n1,x\n`)
    const { faults } = await Effect.runPromise(Effect.flip(readTable(file, ["id", "idh"])))
    expect(faults.map((fault) => [fault.what, fault.hint])).toEqual([
      ['there is no column "id"', hint],
    ])
  })

  it.each([
    ["1.5", 1.5],
    ["-1,5", -1.5],
    [".5e1", 5],
    // JavaScript's own notation, and what no float32 holds.
    ["0x10", Number.NaN],
    ["0b11", Number.NaN],
    ["1e300", Number.NaN],
    ["1.250,5", Number.NaN],
  ])("holds %s for %d", (text, number) => expect(numberOf(text)).toBe(number))

  it.each([
    [
      "a spreadsheet",
      Buffer.from(`PK\u0003\u0004${"\0".repeat(22)}\u0013\0\0\0[Content_Types].xml`, "latin1"),
      /spreadsheet/,
    ],
    ["an old spreadsheet", Buffer.from("d0cf11e0a1b11ae1", "hex"), /old Office/],
    ["a web page", Buffer.from("<!doctype html><title>x</title>"), /web page/],
    ["a pointer", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), /Git LFS/],
    ["nothing", Buffer.alloc(0), /empty/],
    ["no text", Buffer.from([1, 0, 0, 0, 2, 9, 0, 3]), /no text/],
  ])("that is %s is named for it", async (_, bytes, what) => {
    expect((await refused(bytes))?.what).toMatch(what)
  })
})
