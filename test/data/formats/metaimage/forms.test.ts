import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { filesReadFor } from "../../../../runtime/data/formats/filesRead.ts"
import { readMetaImage } from "./readMetaImage.ts"

// Each form was given to SimpleITK 2.5.7, which reads those that are read here, to the same values.

const folder = mkdtempSync(join(tmpdir(), "ablate-metaimage-forms-"))
const voxels = new Uint8Array(Int16Array.of(1, -2, 300, 4).buffer)
let number = 0
const written = (header: string, bytes: Uint8Array = voxels): string => {
  const path = join(folder, `${number++}.mha`)
  writeFileSync(path, Buffer.concat([Buffer.from(header), bytes]))
  return path
}
const read = (path: string) => Effect.runPromise(readMetaImage(path))
const refused = async (path: string) =>
  (await Effect.runPromise(Effect.flip(readMetaImage(path)))).faults[0]

const head = (...lines: readonly string[]): string =>
  ["NDims = 3", ...lines, "DimSize = 2 2 1", "ElementType = MET_SHORT", "ElementDataFile = "].join(
    "\n",
  )

describe("a MetaImage's header", () => {
  it.each([
    ["keys with any signs", ["0008|103e = T2: tra", "a b[0] = x", "\u00e4 = y", "ITK.x-y = 1 = 2"]],
    ["colons in place of equals signs", ["BinaryData: True", "Modality: MET_MOD_MR"]],
    ["lines without a key", ["Comment = one", "two", "", "three"]],
    ["truth in one letter", ["BinaryData = t", "CompressedData = F"]],
    ["truth in a digit", ["BinaryData = 1", "CompressedData = 0"]],
    ["ends of lines as in Windows", ["BinaryData = True\r", "ElementSpacing = 1 1 1\r"]],
    ["more than its first 64 KB", Array.from({ length: 9000 }, (_, n) => `Seq_Frame${n} = OK ok`)],
  ])("with %s is read", async (_, lines) => {
    const { data } = await read(written(`${head(...lines)}LOCAL\n`))
    expect([...data]).toEqual([1, -2, 300, 4])
  })

  it("may write matrices and vectors over several lines", async () => {
    const lines = ["TransformMatrix = 0 1 0", " -1 0 0", "0 0 1", "Offset = 10", "20", "30"]
    const { affine } = await read(written(`${head(...lines)}LOCAL\n`))
    expect(affine.map((row) => row.map((value) => value + 0))).toEqual([
      [0, 1, 0, -10],
      [-1, 0, 0, -20],
      [0, 0, 1, 30],
      [0, 0, 0, 1],
    ])
  })

  it("runs an axis backwards by a negative spacing", async () => {
    const { affine, spacing } = await read(written(`${head("ElementSpacing = -2 1 1")}LOCAL\n`))
    expect(spacing).toEqual([2, 1, 1])
    expect(affine[0][0]).toBe(2)
  })

  // SimpleITK 2.5.7 gives these values for each form; what lacks a file it fills with zeros.
  it.each([
    ["a list of files", "LIST\nslice001.raw\nslice002.raw\nslice003.raw\n", 0],
    ["a list of files of two axes", "LIST 2D\r\nslice001.raw\r\nslice002.raw\r\nslice003.raw", 0],
    ["a pattern", "slice%03d.raw\n", 0],
    ["a pattern with its range", "slice%03d.raw 1 3 1\n", 0],
    ["a pattern with a step", "part%d.raw 2 6 2\n", 0],
    ["files that each begin with a header", "LIST\nheaded1.raw\nheaded2.raw\nheaded3.raw\n", 4],
  ])("names a file a slice by %s", async (_, dataFile, headerSize) => {
    for (const slice of [1, 2, 3]) {
      const bytes = new Uint8Array(Int16Array.of(4 * slice, -1, 2, slice).buffer)
      writeFileSync(join(folder, `slice00${slice}.raw`), bytes)
      writeFileSync(join(folder, `part${2 * slice}.raw`), bytes)
      writeFileSync(join(folder, `headed${slice}.raw`), Buffer.concat([Buffer.from("HEAD"), bytes]))
    }
    const header = head(`HeaderSize = ${headerSize}`).replace("2 2 1", "2 2 3")
    const path = written(`${header}${dataFile}`, new Uint8Array())
    const { data, shape } = await read(path)
    expect(shape).toEqual([2, 2, 3])
    expect([...data]).toEqual([4, -1, 2, 1, 8, -1, 2, 2, 12, -1, 2, 3])
    expect(await filesReadFor(path)).toHaveLength(4)
  })

  it("names its voxels' file absolutely, and in UTF-8", async () => {
    mkdirSync(join(folder, "Aufnahmen"))
    const raw = join(folder, "Aufnahmen", "M\u00fcller.raw")
    writeFileSync(raw, voxels)
    const none = new Uint8Array()
    const absolute = await read(written(`${head()}${raw}\n`, none))
    expect([...absolute.data]).toEqual([1, -2, 300, 4])
    const beside = await read(written(`${head()}Aufnahmen/M\u00fcller.raw`, none))
    expect([...beside.data]).toEqual([1, -2, 300, 4])
  })

  it("warns of a matrix that scales, and of another unit than millimetres", async () => {
    const scaled = await read(written(`${head("TransformMatrix = 2 0 0 0 2 0 0 0 2")}LOCAL\n`))
    expect(scaled.spacing).toEqual([2, 2, 2])
    expect(scaled.warnings[0]?.what).toBe(
      "ElementSpacing says 1 x 1 x 1 mm a voxel, the affine 2 x 2 x 2 mm: the affine's are taken",
    )
    const unit = await read(written(`${head("DistanceUnits = um")}LOCAL\n`))
    expect(unit.warnings[0]?.what).toContain("DistanceUnits is um")
  })

  it.each([
    [
      "a matrix of zeros",
      `${head("TransformMatrix = 0 0 0 0 0 0 0 0 0")}LOCAL\n`,
      /span no volume/,
    ],
    ["fewer files than slices", `${head()}LIST\n`, /lists \d+ files/],
    ["a pattern of more numbers than slices", `${head()}s%03d.raw 0 3 1\n`, /s%03d.raw 0 3 1/],
    ["an end before its end", head().slice(0, -20), /no line ElementDataFile/],
    ["a pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:a\n", /Git LFS/],
  ])("with %s is refused", async (_, header, what) => {
    expect((await refused(written(header, new Uint8Array())))?.what).toMatch(what)
  })

  it("of a link without its target says what it is", async () => {
    const link = join(folder, "link.mha")
    symlinkSync("../.git/annex/objects/a/b/SHA256E-s1--c.mha/SHA256E-s1--c.mha", link)
    expect(await refused(link)).toMatchObject({
      what: "a git-annex link whose content is not there",
      hint: expect.stringContaining("datalad get"),
    })
  })
})
