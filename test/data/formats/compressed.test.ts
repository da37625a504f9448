import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { deflateSync, gzipSync } from "node:zlib"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readMetaImage } from "./metaimage/readMetaImage.ts"
import { readNifti } from "../../../runtime/data/formats/nifti/read.ts"
import { temporaryFolder } from "../testData.ts"

const MB = 2 ** 20
const folder = temporaryFolder()

/** A NIfTI-1 header of an image of uint8 or float64 (nifti1.h) and the gap before its voxels. */
const header = (side: number, bytes: 1 | 8): Buffer => {
  const head = Buffer.alloc(352)
  head.writeInt32LE(348, 0)
  for (const [axis, length] of [3, side, side, side, 1, 1, 1, 1].entries()) {
    head.writeInt16LE(length, 40 + 2 * axis)
    head.writeFloatLE(1, 76 + 4 * axis)
  }
  head.writeInt16LE(bytes === 1 ? 2 : 64, 70)
  head.writeInt16LE(8 * bytes, 72)
  head.writeFloatLE(352, 108)
  head.writeInt16LE(1, 254)
  for (const axis of [0, 1, 2]) head.writeFloatLE(1, 280 + 20 * axis)
  head.write("n+1\0", 344, "latin1")
  return head
}

/** A gzip file of a header and so many MB of zeros, a member each (RFC 1952, 2.2): quickly made. */
const bomb = (name: string, head: Buffer, megabytes: number): string => {
  const path = join(folder, name)
  const zeros = gzipSync(Buffer.alloc(MB))
  writeFileSync(path, Buffer.concat([gzipSync(head), ...Array<Buffer>(megabytes).fill(zeros)]))
  return path
}

/** Reads an image in a process of its own: its first and last value, and by how much its memory grew. */
const readApart = (path: string) => {
  const reader = fileURLToPath(
    new URL("../../../runtime/data/formats/nifti/read.ts", import.meta.url),
  )
  const program = `
    import { Effect } from "effect"
    import { readNifti } from ${JSON.stringify(reader)}
    const before = process.resourceUsage().maxRSS
    const { data } = await Effect.runPromise(readNifti(${JSON.stringify(path)}))
    const grown = (process.resourceUsage().maxRSS - before) / 1024
    console.log(JSON.stringify({ values: data.length, sum: data.reduce((a, b) => a + b), grown }))`
  const text = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    encoding: "utf8",
  })
  const told: unknown = JSON.parse(text)
  return told
}

describe("a compressed image", () => {
  it("that unpacks to 300 times what its header says takes memory for what it says", () => {
    const path = bomb("long.nii.gz", header(100, 1), 300)
    expect(readApart(path)).toEqual({
      values: 1e6,
      sum: 0,
      grown: expect.toSatisfy((megabytes) => megabytes < 100),
    })
  })

  it("of 8 GiB is refused before it is unpacked", async () => {
    const path = bomb("large.nii.gz", header(1024, 8), 8 * 1024)
    const before = process.resourceUsage().maxRSS
    const error = await Effect.runPromise(Effect.flip(readNifti(path)))
    expect(error.faults[0]?.what).toBe(
      "the header declares 1024 x 1024 x 1024 voxels, which take 8.0 GiB in memory",
    )
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024)
  })

  it("whose header says more than its bytes can hold is refused as cut off", async () => {
    const path = bomb("short.nii.gz", header(1024, 8), 2)
    const error = await Effect.runPromise(Effect.flip(readNifti(path)))
    expect(error.faults[0]?.what).toMatch(/^the file holds \d+ bytes$/)
  })

  it("of MetaImage is held to the same", async () => {
    const path = join(folder, "large.mha")
    const fields = [
      "ObjectType = Image",
      "NDims = 3",
      "DimSize = 1024 1024 1024",
      "ElementType = MET_DOUBLE",
      "ElementSpacing = 1 1 1",
      "CompressedData = True",
      "ElementDataFile = LOCAL",
      "",
    ]
    const zeros = deflateSync(Buffer.alloc(16 * MB))
    const data = Array<Buffer>(600).fill(zeros)
    writeFileSync(path, Buffer.concat([Buffer.from(fields.join("\n")), ...data]))
    const error = await Effect.runPromise(Effect.flip(readMetaImage(path)))
    expect(error.faults[0]?.what).toMatch(/1024 x 1024 x 1024 voxels, which take 8\.0 GiB/)
  })
})
