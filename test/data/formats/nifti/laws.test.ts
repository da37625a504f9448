import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { temporaryFolder } from "../../testData.ts"
import { bytesOf, handMade, type HandMade } from "./byHand.ts"

const folder = temporaryFolder()
const path = join(folder, "image")

const readBytes = (bytes: Uint8Array) => {
  writeFileSync(path, bytes)
  return Effect.runPromise(Effect.result(readNifti(path)))
}

const valuesOf = ({ values, slope, intercept }: HandMade): readonly number[] =>
  slope === 0 || Number.isNaN(slope) || (slope === 1 && intercept === 0)
    ? values
    : values.map((value) => value * slope + intercept)

describe("readNifti", () => {
  it("reads back what was written by hand: versions, byte orders, datatypes, scaling", async () => {
    await fc.assert(
      fc.asyncProperty(handMade, async (image) => {
        const read = Result.getOrThrow(await readBytes(bytesOf(image)))
        expect(read.shape).toEqual(image.shape)
        expect(read.datatype).toBe(image.stored.name)
        expect(read.affine.flat()).toEqual([...image.sform, 0, 0, 0, 1])
        expect([...read.data]).toEqual(valuesOf(image))
      }),
      { numRuns: 200 },
    )
  })

  it("refuses a file that is cut anywhere, also one that was cut before it was compressed", async () => {
    await fc.assert(
      fc.asyncProperty(handMade, fc.nat(), fc.boolean(), async (image, place, before) => {
        const whole = bytesOf({ ...image, gzip: image.gzip && !before })
        const cut = whole.subarray(0, place % whole.length)
        const result = await readBytes(image.gzip && before ? gzipSync(cut) : cut)
        expect(Result.isFailure(result)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it("refuses a gzip stream with a changed byte, or reads the same image", async () => {
    await fc.assert(
      fc.asyncProperty(
        handMade,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (image, place, flip) => {
          const bytes = bytesOf({ ...image, gzip: true })
          const at = place % bytes.length
          bytes.writeUInt8(bytes.readUInt8(at) ^ flip, at)
          const result = await readBytes(bytes)
          const data = Result.map(result, (read) => [...read.data])
          expect(Result.getOrElse(data, () => valuesOf(image))).toEqual(valuesOf(image))
        },
      ),
      { numRuns: 300 },
    )
  })

  it("gives an image or a typed error, and soon, for any header", async () => {
    await fc.assert(
      fc.asyncProperty(
        handMade,
        fc.array(fc.tuple(fc.integer({ min: 4, max: 343 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 40,
        }),
        async (image, changes) => {
          const bytes = bytesOf({ ...image, version: 1, gzip: false })
          for (const [at, value] of changes) bytes.writeUInt8(value, at)
          const result = await readBytes(image.gzip ? gzipSync(bytes) : bytes)
          expect(
            Result.match(result, { onSuccess: () => "DatasetError", onFailure: (e) => e._tag }),
          ).toBe("DatasetError")
        },
      ),
      { numRuns: 300 },
    )
  })

  it("refuses dimensions far beyond the file before it allocates them", async () => {
    const [image] = fc.sample(handMade, { numRuns: 1, seed: 1 })
    if (image === undefined) throw new Error("fast-check gives one")
    const bytes = bytesOf({ ...image, version: 1, little: true, gzip: false })
    for (let axis = 0; axis <= 7; axis++) bytes.writeInt16LE(axis === 0 ? 7 : 32767, 40 + 2 * axis)
    const all = Result.getOrThrow(Result.flip(await readBytes(gzipSync(bytes))))
    expect(all.message).toMatch(/the shape is 32767 x .*a size that fits memory/)
    bytes.writeInt16LE(3, 40)
    const three = Result.getOrThrow(Result.flip(await readBytes(gzipSync(bytes))))
    expect(three.message).toMatch(/the file holds \d+ bytes/)
  })
})

describe("writeNifti", () => {
  it("keeps values, type and grid of an image it is told to be like", async () => {
    await fc.assert(
      fc.asyncProperty(handMade, fc.boolean(), async (image, zipped) => {
        const original = Result.getOrThrow(
          await readBytes(bytesOf({ ...image, slope: 1, intercept: 0 })),
        )
        const copy = join(folder, zipped ? "copy.nii.gz" : "copy.nii")
        await Effect.runPromise(writeNifti(copy, { data: original.data, like: original }))
        const read = await Effect.runPromise(readNifti(copy))
        expect(read.data).toEqual(original.data)
        expect(read.shape).toEqual(original.shape)
        expect(read.affine).toEqual(original.affine)
        expect(read.datatype).toBe(image.stored.name.endsWith("64") ? "float64" : image.stored.name)
      }),
      { numRuns: 100 },
    )
  })

  it("places an image by an affine, and compresses by name", async () => {
    const file = join(folder, "placed.nii.gz")
    const affine = [
      [-2, 0, 0, 90],
      [0, 2, 0, -126],
      [0, 0, 3, -72],
      [0, 0, 0, 1],
    ] as const
    const data = Uint8Array.from({ length: 24 }, (_, index) => index)
    await Effect.runPromise(
      writeNifti(file, { data, shape: [4, 3, 2], spacing: [2, 2, 3], affine }),
    )
    const read = await Effect.runPromise(readNifti(file))
    expect(read).toMatchObject({
      shape: [4, 3, 2],
      spacing: [2, 2, 3],
      affine,
      affineFrom: "sform",
    })
    expect(read.data).toEqual(data)
  })

  it("refuses what NIfTI-1 can't hold", async () => {
    const affine = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ] as const
    const write = (shape: readonly number[], length: number) =>
      Effect.runPromise(
        Effect.flip(
          writeNifti(join(folder, "no.nii"), {
            data: new Uint8Array(length),
            shape,
            spacing: shape.map(() => 1),
            affine,
          }),
        ),
      )
    expect((await write([40000, 1, 1], 40000)).message).toMatch(/40000/)
    expect((await write([2, 2, 2], 7)).message).toMatch(/7 values for 8 voxels/)
    expect((await write([], 1)).message).toMatch(/0 axes/)
  })
})

it("reads a gzip stream of two members", async () => {
  const [image] = fc.sample(handMade, { numRuns: 1, seed: 2 })
  if (image === undefined) throw new Error("fast-check gives one")
  const plain = bytesOf({ ...image, gzip: false })
  const inTwo = Buffer.concat([gzipSync(plain.subarray(0, 100)), gzipSync(plain.subarray(100))])
  expect(gunzipSync(inTwo)).toEqual(plain)
  const read = Result.getOrThrow(await readBytes(inTwo))
  expect([...read.data]).toEqual(valuesOf(image))
})
