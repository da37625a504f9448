import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect, Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { cropToBox } from "../../../../runtime/data/transforms/boundingBox.ts"
import { indexBrats2023 } from "../../../../runtime/data/datasets/brats2023/indexSubjects.ts"
import { loadBrats2023 } from "../../../../runtime/data/datasets/brats2023/load.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"
import { preprocess } from "../../../../runtime/data/transforms/preprocess.ts"
import { regionMask } from "../../../../runtime/data/transforms/region.ts"
import { readImageCrop } from "../../../../runtime/data/volume/crop.ts"
import { openVolume } from "../../../../runtime/data/volume/open.ts"
import { writeVolume } from "../../../../runtime/data/volume/write.ts"
import { hasTestData, needsTestData, temporaryFolder, testData } from "../../testData.ts"

// Expected values: nibabel 5.4.2 and NumPy 2.4.6, by test/fixtures/nifti/make.py.
const Channel = Schema.Struct({
  mean: Schema.Number,
  std: Schema.Number,
  count: Schema.Number,
  min: Schema.Number,
  max: Schema.Number,
  at: Schema.Array(Schema.Tuple([Schema.Number, Schema.Number])),
})
const Expected = Schema.Struct({
  origin: Schema.Array(Schema.Number),
  size: Schema.Array(Schema.Number),
  labels: Schema.Record(Schema.String, Schema.Number),
  WT: Schema.Number,
  TC: Schema.Number,
  ET: Schema.Number,
  channels: Schema.Record(Schema.String, Channel),
})
const expectedSubjects = Schema.decodeSync(
  Schema.fromJsonString(Schema.Record(Schema.String, Expected)),
)(readFileSync(new URL("../../../fixtures/nifti/brats2023.json", import.meta.url), "utf8"))

const root = join(testData, "brats2023")
const folder = temporaryFolder()

const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0)
const subjectOf = async (id: string) => {
  const { subjects } = await Effect.runPromise(indexBrats2023(root))
  const subject = subjects.find((one) => one.id === id)
  if (subject === undefined) throw new Error(`${id} is not in the index`)
  return subject
}

describe.skipIf(!hasTestData)(`real BraTS2023 subjects${needsTestData}`, () => {
  it("are indexed from the training folder and from its parent alike", async () => {
    const training = join(root, "ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData")
    const [outer, inner] = await Promise.all(
      [root, training].map((path) => Effect.runPromise(indexBrats2023(path))),
    )
    expect(outer?.subjects).toEqual(inner?.subjects)
    expect(outer?.subjects.map(({ id }) => id)).toEqual(Object.keys(expectedSubjects))
  })

  it.each(Object.entries(expectedSubjects))(
    "%s is preprocessed as NumPy does",
    async (id, expected) => {
      const loaded = await Effect.runPromise(loadBrats2023(await subjectOf(id)))
      const prepared = Result.getOrThrow(preprocess(loaded))
      const label = prepared.label ?? new Uint8Array()
      const { shape, original } = prepared.meta
      expect(original.origin).toEqual(expected.origin)
      expect(shape).toEqual(expected.size)
      expect(sum(regionMask(label, [1, 2, 3]))).toBe(expected.WT)
      expect(sum(regionMask(label, [1, 3]))).toBe(expected.TC)
      expect(sum(regionMask(label, [3]))).toBe(expected.ET)
      const box = { origin: original.origin, size: shape }
      const expert = loaded.label ?? new Uint8Array()
      expect(cropToBox(expert, original.shape, box, new Uint8Array(label.length))).toEqual(label)
      expect(sum(label)).toBe(sum(expert))

      const voxels = label.length
      for (const [channel, name] of prepared.meta.channels.entries()) {
        const values = prepared.image.subarray(channel * voxels, (channel + 1) * voxels)
        const numbers = expected.channels[name]
        if (numbers === undefined) throw new Error(`${name} is not in the fixture`)
        // Stored as float32: 24 bits of the largest magnitudes, and z-scores near 0 to 1e-6.
        for (const [at, value] of numbers.at) expect(values[at]).toBeCloseTo(value, 5)
        const [min, max] = values.reduce(
          ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
          [0, 0],
        )
        expect(Math.abs(min - numbers.min)).toBeLessThan(1e-6 * Math.abs(numbers.min))
        expect(Math.abs(max - numbers.max)).toBeLessThan(1e-6 * Math.abs(numbers.max))
      }
    },
  )

  it("are stored so that a crop is the crop of what was prepared", async () => {
    const [id = ""] = Object.keys(expectedSubjects)
    const loaded = await Effect.runPromise(loadBrats2023(await subjectOf(id)))
    const prepared = Result.getOrThrow(preprocess(loaded))
    await Effect.runPromise(writeVolume(join(folder, "stored"), prepared))
    const volume = await Effect.runPromise(openVolume(join(folder, "stored")))
    const whole = await Effect.runPromise(readImageCrop(volume, [0, 0, 0], volume.meta.shape))
    const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
      Buffer.from(buffer, byteOffset, byteLength)
    expect(bytes(whole).equals(bytes(prepared.image))).toBe(true)
  })
})

/** A copy of the smallest subject, its files changed, is loaded. */
const damaged = async (damage: (file: (part: string) => string) => unknown): Promise<string> => {
  const id = "BraTS-GLI-01408-000"
  const copy = join(folder, id)
  rmSync(copy, { recursive: true, force: true })
  const original = await subjectOf(id)
  cpSync(dirname(original.label ?? ""), copy, { recursive: true })
  const { subjects } = await Effect.runPromise(indexBrats2023(folder))
  await damage((part) => join(copy, `${id}-${part}.nii.gz`))
  const [subject] = subjects.filter((one) => one.id === id)
  if (subject === undefined) throw new Error("the copy is not found")
  return (await Effect.runPromise(Effect.flip(loadBrats2023(subject)))).message
}

describe.skipIf(!hasTestData)(`damaged subjects${needsTestData}`, () => {
  const native = join(
    testData,
    "native_grids/OtherEXampleFromTCIA/OtherEXampleFromTCIA_hdbet_native_t2.nii.gz",
  )

  it("reports a truncated file, a foreign grid and a missing file at once", async () => {
    const said = await damaged((file) => {
      truncateSync(file("t1n"), 100_000)
      copyFileSync(native, file("t2w"))
      rmSync(file("seg"))
    })
    const lines = said.split("\n")
    expect(lines.length).toBe(3)
    expect(lines[0]).toMatch(/BraTS-GLI-01408-000: .*t1n.nii.gz: the gzip stream ends before/)
    expect(lines[1]).toMatch(/seg.nii.gz: no such file/)
    expect(lines[2]).toMatch(
      /t2w.nii.gz and .*t1c.nii.gz lie on different grids: 224 x 256 x 26 voxels of .* against 240 x 240 x 64 voxels/,
    )
  })

  it("reports a shifted affine", async () => {
    const said = await damaged(async (file) => {
      const image = await Effect.runPromise(readNifti(file("t2f")))
      const [x, y, z, last] = image.affine
      const affine = [[x[0], x[1], x[2], x[3] + 0.5] as const, y, z, last] as const
      const moved = { data: image.data, shape: image.shape, spacing: image.spacing, affine }
      await Effect.runPromise(writeNifti(file("t2f"), moved))
    })
    expect(said).toMatch(/t2f.nii.gz and .*different grids: affines that differ by up to 0.500 mm/)
  })

  it("reports values that are not finite, and labels that are not 0 to 3", async () => {
    const said = await damaged(async (file) => {
      const image = await Effect.runPromise(readNifti(file("t1c")))
      const data = Float32Array.from(image.data)
      data[240 * 3 + 7] = Number.NaN
      await Effect.runPromise(writeNifti(file("t1c"), { data, like: image }))
      const seg = await Effect.runPromise(readNifti(file("seg")))
      const label = Uint8Array.from(seg.data)
      label.set([4, 4], 240 * 240 + 1)
      await Effect.runPromise(writeNifti(file("seg"), { data: label, like: seg }))
    })
    expect(said).toMatch(/t1c.nii.gz: 1 voxel is not finite, the first, NaN, at .* = \(7, 3, 0\)/)
    expect(said).toMatch(
      /seg.nii.gz: 2 voxels are not one of 0, 1, 2, 3, the first, 4, at .*\(1, 0, 1\)/,
    )
  })

  it("reports a changed byte in the middle of a file", async () => {
    const said = await damaged((file) => {
      const bytes = readFileSync(file("t2f"))
      bytes.writeUInt8(bytes.readUInt8(500_000) ^ 0x10, 500_000)
      writeFileSync(file("t2f"), bytes)
    })
    expect(said).toMatch(/t2f.nii.gz: the gzip stream is damaged/)
  })

  it("refuses a modality that is 0 everywhere", async () => {
    const loaded = await Effect.runPromise(loadBrats2023(await subjectOf("BraTS-GLI-01408-000")))
    const voxels = loaded.image.length / 4
    const image = loaded.image.map((value, at) => (at < 2 * voxels && at >= voxels ? 0 : value))
    const error = Result.getOrThrow(Result.flip(preprocess({ ...loaded, image })))
    expect(error.message).toMatch(/the t1c image is 0 everywhere/)
  })
})
