import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Affine } from "../../../runtime/data/formats/nifti/affine.ts"
import { readMetaImage } from "./metaimage/readMetaImage.ts"
import { writeMetaImage } from "../../../runtime/data/formats/metaimage/write.ts"
import { temporaryFolder } from "../testData.ts"

const folder = temporaryFolder()
const shape = [2, 3, 4] as const
const spacing = [0.5, 0.75, 3] as const
const values = Array.from({ length: 24 }, (_, at) => at)

/** A turn of 30 degrees about the third axis, lengths as the spacing has them. */
const turned: Affine = [
  [0.5 * Math.cos(Math.PI / 6), -0.75 * Math.sin(Math.PI / 6), 0, -67.5],
  [0.5 * Math.sin(Math.PI / 6), 0.75 * Math.cos(Math.PI / 6), 0, 12.25],
  [0, 0, 3, -83],
  [0, 0, 0, 1],
]

describe("a MetaImage that was written", () => {
  it.each([
    Uint8Array.from(values),
    Int8Array.from(values, (value) => value - 12),
    Int16Array.from(values, (value) => 1000 * (value - 12)),
    Uint16Array.from(values, (value) => 2000 * value),
    Int32Array.from(values, (value) => 1e8 * (value - 12)),
    Uint32Array.from(values, (value) => 1e8 * value),
    Float32Array.from(values, (value) => value / 8),
    Float64Array.from(values, (value) => value / 3),
  ])("is read with its values and its space: $constructor.name", async (data) => {
    const path = join(folder, `${data.constructor.name}.mha`)
    await Effect.runPromise(writeMetaImage(path, { data, shape, spacing, affine: turned }))
    const read = await Effect.runPromise(readMetaImage(path))
    expect(read.data).toEqual(data)
    expect(read).toMatchObject({ shape, spacing, warnings: [] })
    read.affine
      .flat()
      .forEach((value, at) => expect(value).toBeCloseTo(turned.flat()[at] ?? NaN, 9))
  })
})
