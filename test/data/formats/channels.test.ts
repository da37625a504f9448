import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync, gzipSync } from "node:zlib"
import { Effect, Result, Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readChannels, readImage } from "../../../runtime/data/datasets/volumes/readImage.ts"
import { temporaryFolder } from "../testData.ts"
import { bytesOf, handMade, type HandMade } from "./nifti/byHand.ts"

const folder = temporaryFolder()
let number = 0
const written = (bytes: Uint8Array, ending: string): string => {
  const path = join(folder, `${number++}.${ending}`)
  writeFileSync(path, bytes)
  return path
}
const read = (path: string, channel?: number) =>
  Effect.runPromise(Effect.result(readImage(path, channel)))
const refused = async (path: string, channel?: number) =>
  Result.getOrThrow(Result.flip(await read(path, channel))).faults[0]

const Made = Schema.fromJsonString(
  Schema.Record(
    Schema.String,
    Schema.Struct({
      file: Schema.String,
      shape: Schema.Array(Schema.Int),
      affine: Schema.Array(Schema.Array(Schema.Finite)),
      channels: Schema.Array(Schema.Array(Schema.Finite)),
    }),
  ),
)
const made = Schema.decodeSync(Made)(
  readFileSync(new URL("../../fixtures/channels/made.json", import.meta.url), "utf8"),
)

// nibabel 5.4.2 and SimpleITK 2.5.7, by test/fixtures/channels/make.py.
describe("a file of several volumes", () => {
  it.each(Object.entries(made))("%s", async (name, { file, shape, affine, channels }) => {
    const path = written(Buffer.from(file, "base64"), name.replaceAll(/[^a-z.]/gi, ""))
    for (const [channel, values] of channels.entries()) {
      const found = Result.getOrThrow(await read(path, channel))
      expect([...found.data]).toEqual(values)
      expect([found.shape.toReversed(), found.channels]).toEqual([shape, channels.length])
      for (const [row, expected] of affine.entries())
        for (const [column, value] of expected.entries())
          expect(found.affine[row]?.[column]).toBeCloseTo(value, 5)
    }
    expect((await refused(path))?.what).toContain("3 volumes in one file")
    const [together, order] = [new Map<number, readonly number[]>(), [2, 0, 1]]
    await Effect.runPromise(
      readChannels(path, order, (place, { data }) => {
        together.set(order[place] ?? NaN, [...data])
      }),
    )
    expect([0, 1, 2].map((channel) => together.get(channel))).toEqual(channels)
  })
})

/** Channels along the fourth axis, or along the fifth as ITK writes vectors. */
const severalVolumes = fc
  .record({
    image: handMade,
    space: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    channels: fc.integer({ min: 1, max: 4 }),
    onFifth: fc.boolean(),
  })
  .chain(({ image, space, channels, onFifth }) => {
    const voxels = space[0] * space[1] * space[2]
    const length = voxels * channels
    return fc.array(image.stored.value, { minLength: length, maxLength: length }).map((values) => ({
      voxels,
      channels,
      image: {
        ...image,
        values,
        shape: [...space, ...(onFifth ? [1] : []), channels],
        sform: [-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 3, -72],
      } satisfies HandMade,
    }))
  })

describe("one of several volumes in a NIfTI file", () => {
  it("is its share of the values, in any type, byte order and scaling, zipped or not", async () => {
    await fc.assert(
      fc.asyncProperty(severalVolumes, async ({ image, channels, voxels }) => {
        const path = written(bytesOf(image), "nii")
        const { slope, intercept } = image
        const isScaled = slope !== 0 && !Number.isNaN(slope)
        for (let channel = 0; channel < channels; channel++) {
          const found = Result.getOrThrow(await read(path, channel))
          const own = image.values.slice(channel * voxels, (channel + 1) * voxels)
          expect([...found.data]).toEqual(
            isScaled ? own.map((value) => value * slope + intercept) : own,
          )
          expect(found).toMatchObject({ channel, channels, spacing: [3, 2, 2] })
          expect(found.shape).toEqual(image.shape.slice(0, 3).toReversed())
        }
      }),
      { numRuns: 60 },
    )
  })

  it("is refused where the file ends before its last volume does", async () => {
    const [sample] = fc.sample(severalVolumes, { numRuns: 1, seed: 3 })
    if (sample === undefined) throw new Error("fast-check gives one")
    for (const gzip of [true, false]) {
      const bytes = bytesOf({ ...sample.image, gzip: false })
      const short = bytes.subarray(0, bytes.length - sample.image.stored.bytes)
      const path = written(gzip ? gzipSync(short) : short, "nii")
      expect((await refused(path, 0))?.what).toBe(`the file holds ${short.length} bytes`)
    }
  })
})

const header = (fields: Readonly<Record<string, string>>): string =>
  Object.entries({
    NDims: "3",
    BinaryData: "True",
    ElementType: "MET_SHORT",
    ...fields,
    ElementDataFile: "LOCAL",
  })
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("")

const [one, two] = [
  Array.from({ length: 6 }, (_, at) => at),
  Array.from({ length: 6 }, (_, at) => 500 - 200 * at),
]
const beside = Int16Array.from(one.flatMap((value, at) => [value, two[at] ?? 0]))
const after = Int16Array.from([...one, ...two])

describe("one of several volumes in a MetaImage", () => {
  it.each([
    ["numbers of a voxel", { DimSize: "3 2 1", ElementNumberOfChannels: "2" }, beside],
    ["volumes along a fourth axis", { NDims: "4", DimSize: "3 2 1 2" }, after],
    [
      "numbers of a voxel of a slice",
      { NDims: "2", DimSize: "3 2", ElementNumberOfChannels: "2" },
      beside,
    ],
  ] as const)("of %s is its share of the values", async (_, fields, values) => {
    const plain = Buffer.from(values.buffer)
    for (const [more, bytes] of [
      [{}, plain],
      [{ CompressedData: "True" }, deflateSync(plain)],
      [{ BinaryDataByteOrderMSB: "True" }, Buffer.from(plain).swap16()],
    ] as const) {
      const path = written(
        Buffer.concat([Buffer.from(header({ ...fields, ...more })), bytes]),
        "mha",
      )
      for (const [channel, own] of [one, two].entries()) {
        const { data, shape, channels } = Result.getOrThrow(await read(path, channel))
        expect([[...data], shape, channels]).toEqual([own, [1, 2, 3], 2])
      }
    }
  })

  it("may lie in a file a channel", async () => {
    const place = join(folder, "list")
    mkdirSync(place)
    writeFileSync(join(place, "a.raw"), Int16Array.from(one))
    writeFileSync(join(place, "b.raw"), Int16Array.from(two))
    const path = join(place, "list.mhd")
    const text = header({ NDims: "4", DimSize: "3 2 1 2" }).replace("LOCAL", "LIST\na.raw\nb.raw")
    writeFileSync(path, text)
    expect([...Result.getOrThrow(await read(path, 1)).data]).toEqual(two)
  })

  it.each([
    ["too few voxels", { CompressedData: "True" }, deflateSync(after.subarray(1)), /take 22 bytes/],
    [
      "too many",
      { CompressedData: "True" },
      deflateSync(Int16Array.from([...after, 1])),
      /more than the 24 bytes/,
    ],
    ["a damaged stream", { CompressedData: "True" }, deflateSync(after).subarray(0, 9), /damaged/],
    ["too few plain voxels", {}, Buffer.from(after.buffer, 0, 22), /take 22 bytes/],
  ] as const)("with %s is refused", async (_, more, bytes, what) => {
    const fields = { NDims: "4", DimSize: "3 2 1 2", ...more }
    const path = written(Buffer.concat([Buffer.from(header(fields)), bytes]), "mha")
    expect((await refused(path, 0))?.what).toMatch(what)
  })
})

describe("a channel", () => {
  const several = () =>
    written(
      Buffer.concat([
        Buffer.from(header({ NDims: "4", DimSize: "3 2 1 2" })),
        Buffer.from(after.buffer),
      ]),
      "mha",
    )

  it("that is not named is asked for, with what there is and how it is declared", async () => {
    expect(await refused(several())).toMatchObject({
      what: "2 volumes in one file (3 x 2 x 1 x 2), and none is chosen",
      expected: "the channel that is meant, 0 to 1",
      hint: expect.stringContaining('{ file: "PATTERN", channel: 0 }'),
    })
  })

  it("that the file lacks is told with those that it has", async () => {
    expect(await refused(several(), 2)).toMatchObject({
      what: "there is no channel 2 in 3 x 2 x 1 x 2",
      expected: "channel 0 to 1",
    })
    const single = written(
      Buffer.concat([Buffer.from(header({ DimSize: "3 2 1" })), Buffer.from(after.buffer, 0, 12)]),
      "mha",
    )
    expect(await refused(single, 1)).toMatchObject({ expected: "channel 0, the only one" })
    expect([...Result.getOrThrow(await read(single, 0)).data]).toEqual(one)
  })

  it("of a series of several channels is not guessed", async () => {
    const path = written(
      Buffer.concat([
        Buffer.from(header({ NDims: "4", DimSize: "3 2 1 2", ElementNumberOfChannels: "2" })),
        Buffer.alloc(48),
      ]),
      "mha",
    )
    expect((await refused(path, 0))?.what).toBe("an image of 5 axes (3 x 2 x 1 x 2 x 2)")
  })
})
