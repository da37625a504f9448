import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { deflateSync } from "node:zlib"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { readMetaImage } from "./readMetaImage.ts"
import { hasTestData, needsTestData, testData } from "../../testData.ts"

const Row = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite, Schema.Finite])
const SimpleItk = Schema.fromJsonString(
  Schema.Struct({
    files: Schema.Record(
      Schema.String,
      Schema.Struct({
        shape: Schema.Array(Schema.Int),
        affine: Schema.Tuple([Row, Row, Row]),
        sum: Schema.Finite,
        at: Schema.Array(Schema.Tuple([Schema.Int, Schema.Finite])),
      }),
    ),
  }),
)
const fixture = join(import.meta.dirname, "../../../fixtures/resample/simpleItk.json")
const { files } = Schema.decodeSync(SimpleItk)(readFileSync(fixture, "utf8"))

// SimpleITK 2.5; test/fixtures/resample/make.py.
describe.skipIf(!hasTestData)(`real MetaImages${needsTestData}`, () => {
  it.each(Object.entries(files))("%s, as SimpleITK", async (path, expected) => {
    const { shape, affine, data } = await Effect.runPromise(readMetaImage(join(testData, path)))
    expect(shape).toEqual(expected.shape)
    for (const [row, values] of expected.affine.entries())
      for (const [column, value] of values.entries())
        expect(affine[row]?.[column]).toBeCloseTo(value, 9)
    for (const [voxel, value] of expected.at) expect(data[voxel]).toBe(value)
    let sum = 0
    for (let voxel = 0; voxel < data.length; voxel++) sum += data[voxel]!
    expect(Math.abs(sum / expected.sum - 1)).toBeLessThan(1e-12)
  })
})

const folder = mkdtempSync(join(tmpdir(), "ablate-metaimage-"))
let number = 0
const written = (lines: readonly string[], bytes: Uint8Array = new Uint8Array()): string => {
  const path = join(folder, `${number++}.mha`)
  writeFileSync(path, Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), bytes]))
  return path
}

const head = (changes: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries({
    ObjectType: "Image",
    NDims: "3",
    BinaryData: "True",
    DimSize: "2 2 1",
    ElementType: "MET_SHORT",
    ...changes,
    ElementDataFile: changes["ElementDataFile"] ?? "LOCAL",
  }).map(([key, value]) => `${key} = ${value}`)

const four = new Uint8Array(Int16Array.of(1, -2, 300, 4).buffer)
const valuesOf = async (path: string): Promise<readonly number[]> => [
  ...(await Effect.runPromise(readMetaImage(path))).data,
]
const faultOf = async (path: string) =>
  (await Effect.runPromise(Effect.flip(readMetaImage(path)))).faults[0]

describe("a MetaImage", () => {
  it("holds its voxels after the header, at the end of the file, or in another file", async () => {
    expect(await valuesOf(written(head(), four))).toEqual([1, -2, 300, 4])
    const padded = Buffer.concat([Buffer.alloc(5), four])
    expect(await valuesOf(written(head({ HeaderSize: "-1" }), padded))).toEqual([1, -2, 300, 4])
    // Counted from where the file begins, as SimpleITK 2.5.7 reads it.
    const behind = Buffer.concat([
      Buffer.alloc(300 - `${head({ HeaderSize: "300" }).join("\n")}\n`.length),
      four,
    ])
    expect(await valuesOf(written(head({ HeaderSize: "300" }), behind))).toEqual([1, -2, 300, 4])
    expect((await faultOf(written(head({ HeaderSize: "5" }), padded)))?.what).toContain(
      "HeaderSize is 5, and the header takes",
    )
    writeFileSync(join(folder, "voxels.raw"), four)
    expect(await valuesOf(written(head({ ElementDataFile: "voxels.raw" })))).toEqual([
      1, -2, 300, 4,
    ])
  })

  it("whose voxels' file is a pointer says so", async () => {
    writeFileSync(join(folder, "pointer.raw"), "/annex/objects/MD5E-s8--aa.raw\n")
    const found = await faultOf(
      written(head({ ElementDataFile: "pointer.raw", DimSize: "100 100 100" })),
    )
    expect(found?.what).toBe("the file of the voxels is a git-annex pointer")
  })

  it("may be big-endian or compressed", async () => {
    const swapped = Buffer.from(four).swap16()
    const big = head({ BinaryDataByteOrderMSB: "True" })
    expect(await valuesOf(written(big, swapped))).toEqual([1, -2, 300, 4])
    const packed = head({ CompressedData: "True" })
    expect(await valuesOf(written(packed, deflateSync(four)))).toEqual([1, -2, 300, 4])
  })

  // The example of MetaIO's documentation: rows of the matrix are the axes, in LPS.
  it("turns LPS to RAS", async () => {
    const { affine } = await Effect.runPromise(
      readMetaImage(
        written(
          head({
            TransformMatrix: "0 1 0 -1 0 0 0 0 1",
            Offset: "10 20 30",
            ElementSpacing: "2 3 4",
          }),
          four,
        ),
      ),
    )
    // x runs along +y of LPS, 2 mm a voxel: -y of RAS. y runs along -x of LPS, 3 mm: +x of RAS.
    const rows = [
      [0, 3, 0, -10],
      [-2, 0, 0, -20],
      [0, 0, 4, 30],
      [0, 0, 0, 1],
    ]
    expect(affine.map((row) => row.map((value) => value + 0))).toEqual(rows)
  })

  it.each([
    ["no MetaImage", ["hello"], "this is no MetaImage"],
    ["no end of the header", ["NDims = 3"], "no line ElementDataFile"],
    ["a type without numbers", head({ ElementType: "MET_NONE" }), "ElementType is MET_NONE"],
    ["colours", head({ ElementNumberOfChannels: "3" }), "3 volumes in one file"],
    ["half a channel", head({ ElementNumberOfChannels: "0.5" }), "ElementNumberOfChannels is 0.5"],
    ["a missing size", head({ DimSize: "2 2" }), 'DimSize is "2 2"'],
    ["no size at all", head({ DimSize: "0 2 2" }), "DimSize is 0 2 2"],
    ["four axes", head({ NDims: "4", DimSize: "2 2 1 2" }), "2 volumes in one file"],
    ["too few voxels", head(), "the voxels take 8 bytes"],
    ["text", head({ BinaryData: "False" }), "the voxels are written as text"],
    ["a huge size", head({ DimSize: "100000 100000 100000" }), "the voxels take 8 bytes"],
  ])("with %s is refused", async (_, lines, what) => {
    const bytes =
      what.includes("take 8") && lines.includes("DimSize = 2 2 1") ? four.subarray(1) : four
    const path = written(lines, bytes)
    const fault = await faultOf(path)
    expect(fault?.what).toContain(bytes.length === 7 ? "the voxels take 7 bytes" : what)
    expect(fault?.where.file).toBe(path)
  })

  it("with damaged compressed voxels, or a missing file of voxels, is refused", async () => {
    const packed = deflateSync(four)
    packed[packed.length - 1]! ^= 1
    const damaged = await faultOf(written(head({ CompressedData: "True" }), packed))
    expect(damaged?.what).toContain("the compressed voxels are damaged")
    const missing = await faultOf(written(head({ ElementDataFile: "none.raw" })))
    expect(missing).toMatchObject({
      what: expect.stringContaining("no such file or folder"),
      where: { file: join(folder, "none.raw") },
    })
  })
})
