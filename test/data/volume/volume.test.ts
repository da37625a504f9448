import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readImageCrop, readLabelCrop, type Voxels } from "../../../runtime/data/volume/crop.ts"
import {
  foregroundCount,
  readForegroundVoxel,
} from "../../../runtime/data/volume/foregroundVoxel.ts"
import { openVolume } from "../../../runtime/data/volume/open.ts"
import { writeVolume, type PreparedVolume } from "../../../runtime/data/volume/write.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()

const volumeOf = (shape: Voxels, channels: number, label: readonly number[]): PreparedVolume => {
  const voxels = shape[0] * shape[1] * shape[2]
  return {
    meta: {
      id: "subject",
      channels: Array.from({ length: channels }, (_, index) => `channel ${index}`),
      shape,
      spacing: [3, 2, 1],
      affine: [
        [-1, 0, 0, 12],
        [0, -2, 0, 34],
        [0, 0, 3, -5],
        [0, 0, 0, 1],
      ],
      original: { shape: [shape[0] + 2, shape[1] + 3, shape[2] + 4], origin: [2, 1, 0] },
      sources: { "channel 0": "a.nii.gz", label: "seg.nii.gz" },
    },
    image: Float32Array.from({ length: voxels * channels }, (_, index) => index + 1),
    label: Uint8Array.from({ length: voxels }, (_, voxel) => label[voxel % label.length] ?? 0),
  }
}

const stored = async (volume: PreparedVolume) => {
  await Effect.runPromise(writeVolume(folder, volume))
  return Effect.runPromise(openVolume(folder))
}

const length = fc.integer({ min: 1, max: 6 })
const shape = fc.tuple(length, length, length)
const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 })

/** The definition of a crop: each voxel is the volume's, or 0 where it has none. */
const cropOf = (
  values: Float32Array | Uint8Array,
  [depth, height, width]: Voxels,
  channels: number,
  origin: Voxels,
  size: Voxels,
): readonly number[] => {
  const out: number[] = []
  for (let c = 0; c < channels; c++)
    for (let z = origin[0]; z < origin[0] + size[0]; z++)
      for (let y = origin[1]; y < origin[1] + size[1]; y++)
        for (let x = origin[2]; x < origin[2] + size[2]; x++) {
          const inside = z >= 0 && z < depth && y >= 0 && y < height && x >= 0 && x < width
          out.push(inside ? (values[((c * depth + z) * height + y) * width + x] ?? 0) : 0)
        }
  return out
}

describe("volume store", () => {
  it("reads any crop, inside, across the border or beyond it", async () => {
    const start = fc.integer({ min: -8, max: 8 })
    await fc.assert(
      fc.asyncProperty(
        shape,
        fc.integer({ min: 1, max: 3 }),
        labels,
        fc.tuple(start, start, start),
        shape,
        async (axes, channels, label, origin, size) => {
          const volume = volumeOf(axes, channels, label)
          const opened = await stored(volume)
          const image = await Effect.runPromise(readImageCrop(opened, origin, size))
          expect([...image]).toEqual(cropOf(volume.image, axes, channels, origin, size))
          const crop = await Effect.runPromise(readLabelCrop(opened, origin, size))
          expect([...crop]).toEqual(cropOf(volume.label ?? new Uint8Array(), axes, 1, origin, size))
        },
      ),
    )
  })

  it("lists every foreground voxel of a region once", async () => {
    await fc.assert(
      fc.asyncProperty(
        shape,
        labels,
        fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
        async (axes, label, values) => {
          const volume = volumeOf(axes, 1, label)
          const opened = await stored(volume)
          const found: number[] = []
          for (let n = 0; n < foregroundCount(opened, values); n++) {
            const [z, y, x] = await Effect.runPromise(readForegroundVoxel(opened, values, n))
            found.push((z * axes[1] + y) * axes[2] + x)
          }
          const expected = [...(volume.label ?? [])].flatMap((value, voxel) =>
            values.includes(value) ? [voxel] : [],
          )
          expect(found.sort((a, b) => a - b)).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  it("keeps the meta data, and leaves no temporary file", async () => {
    const volume = volumeOf([2, 3, 4], 2, [0, 3, 1, 3])
    const { meta } = await stored(volume)
    expect(meta).toEqual({
      ...volume.meta,
      labelValues: [
        { value: 1, offset: 0, count: 6 },
        { value: 3, offset: 6, count: 12 },
      ],
    })
    expect(readdirSync(folder).sort()).toEqual([
      "foreground.npy",
      "image.npy",
      "label.npy",
      "meta.json",
    ])
  })

  it("opens a volume without a label, and says so where one is asked for", async () => {
    const { meta, image } = volumeOf([2, 2, 2], 1, [0])
    const opened = await stored({ meta, image })
    expect(foregroundCount(opened, [1, 2])).toBe(0)
    const error = await Effect.runPromise(Effect.flip(readLabelCrop(opened, [0, 0, 0], [1, 1, 1])))
    expect(error.message).toMatch(/subject has no label/)
  })

  it.each([
    ["a missing image", () => rmSync(join(folder, "image.npy")), /no such file/],
    ["a short image", () => truncateSync(join(folder, "image.npy"), 200), /200 bytes/],
    ["a cut header", () => truncateSync(join(folder, "label.npy"), 60), /cut off/],
    [
      "a label that is an image",
      () => writeFileSync(join(folder, "label.npy"), readFileSync(join(folder, "image.npy"))),
      /<f4 2 x 2 x 3 x 4; expected \|u1 2 x 3 x 4/,
    ],
    ["no meta data", () => rmSync(join(folder, "meta.json")), /no such file/],
    ["broken meta data", () => writeFileSync(join(folder, "meta.json"), '{"id": 1}'), /id/],
  ])("refuses %s", async (_, damage, words) => {
    await Effect.runPromise(writeVolume(folder, volumeOf([2, 3, 4], 2, [1])))
    damage()
    const result = await Effect.runPromise(Effect.result(openVolume(folder)))
    const error = Result.getOrThrow(Result.flip(result))
    expect(error.message).toMatch(words)
    expect(error.faults[0]?.hint).toMatch(/again/)
  })

  it("refuses arrays that do not fit the shape, and crops that are no whole voxels", async () => {
    const volume = volumeOf([2, 3, 4], 2, [1])
    const short = { ...volume, image: new Float32Array(47) }
    const error = await Effect.runPromise(Effect.flip(writeVolume(folder, short)))
    expect(error.message).toMatch(/47 values/)
    const opened = await stored(volume)
    for (const [origin, size] of [
      [
        [0.5, 0, 0],
        [1, 1, 1],
      ],
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
      [
        [0, Number.NaN, 0],
        [1, 1, 1],
      ],
    ] as const) {
      const refused = await Effect.runPromise(Effect.flip(readImageCrop(opened, origin, size)))
      expect(refused.message).toMatch(/whole numbers/)
    }
  })
})
