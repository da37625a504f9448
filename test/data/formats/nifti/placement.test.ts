import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { placementOf } from "../../../../runtime/data/formats/nifti/placement.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { temporaryFolder } from "../../testData.ts"

interface Header {
  readonly shape?: readonly number[]
  readonly pixdim?: readonly [number, number, number]
  readonly units?: number
  readonly sform?: readonly (readonly number[])[]
  readonly sformCode?: number
  readonly qformCode?: number
  readonly qfac?: number
  readonly magic?: string
  readonly size?: number
  readonly offset?: number
  readonly ending?: string
}

const diagonal = (length: number) => [
  [length, 0, 0, 1],
  [0, length, 0, 2],
  [0, 0, length, 3],
]

const folder = temporaryFolder()
let number = 0
/** A file by the tables of nifti1.h; its quaternion is the identity, its offset (10, 20, 30). */
const written = ({
  shape = [2, 3, 4],
  pixdim = [1, 1, 1],
  units = 2,
  sform = diagonal(1),
  sformCode = 1,
  qformCode = 0,
  qfac = 1,
  magic = "n+1",
  size = 348,
  offset = 352,
  ending = "nii",
}: Header): string => {
  const voxels = shape.reduce((product, length) => product * Math.max(1, length), 1)
  const bytes = Buffer.alloc(352 + voxels)
  bytes.writeInt32LE(size, 0)
  for (const [index, length] of [shape.length, ...shape].entries())
    bytes.writeInt16LE(length, 40 + 2 * index)
  bytes.writeInt16LE(2, 70)
  bytes.writeInt16LE(8, 72)
  for (const [index, step] of [qfac, ...pixdim].entries()) bytes.writeFloatLE(step, 76 + 4 * index)
  bytes.writeFloatLE(offset, 108)
  bytes.writeUInt8(units, 123)
  bytes.writeInt16LE(qformCode, 252)
  bytes.writeInt16LE(sformCode, 254)
  for (const [index, at] of [10, 20, 30].entries()) bytes.writeFloatLE(at, 268 + 4 * index)
  for (const [index, value] of sform.flat().entries()) bytes.writeFloatLE(value, 280 + 4 * index)
  bytes.write(magic, 344, "latin1")
  bytes.fill(7, Math.max(348, Math.trunc(offset)))
  const path = join(folder, `${number++}.${ending}`)
  writeFileSync(path, bytes)
  return path
}
const placed = async (header: Header) =>
  placementOf(await Effect.runPromise(readNifti(written(header))))
const grid = async (header: Header) => Result.getOrThrow(await placed(header))

// What SimpleITK 2.5.7 makes of the same headers, in LPS, stands beside each expectation.
describe("where an image's voxels lie", () => {
  it("is in millimetres, whatever the header's unit", async () => {
    // ITK: metres, spacing 1.0000000474974513; micrometres, spacing 1.
    const metres = await grid({ pixdim: [1e-3, 1e-3, 1e-3], units: 1, sform: diagonal(1e-3) })
    expect(metres.spacing).toEqual([1, 1, 1].map((length) => expect.closeTo(length, 6)))
    expect(metres.affine[0][3]).toBeCloseTo(1000, 6)
    const micrometres = await grid({ pixdim: [500, 500, 500], units: 3, sform: diagonal(500) })
    expect(micrometres.spacing).toEqual([0.5, 0.5, 0.5])
    expect(micrometres.affine[2][2]).toBe(0.5)
    expect(micrometres.warnings).toEqual([])
  })

  it("is measured along the affine, with a warning where pixdim says otherwise", async () => {
    const { spacing, warnings } = await grid({ sform: diagonal(0.5) })
    expect(spacing).toEqual([0.5, 0.5, 0.5])
    expect(warnings[0]?.what).toBe(
      "pixdim says 1 x 1 x 1 mm a voxel, the affine 0.5 x 0.5 x 0.5 mm: the affine's are taken",
    )
    expect((await grid({ sform: diagonal(1.0004) })).spacing).toEqual([1, 1, 1])
  })

  it("is told by the qform where a coded sform is all 0; nowhere without one", async () => {
    // ITK: origin (-10, -20, 30), identity turned by half about z; without a qform it throws.
    const { affine, warnings } = await grid({ sform: diagonal(0), qformCode: 1 })
    expect(affine.map((row) => row[3])).toEqual([10, 20, 30, 1])
    expect(warnings[0]?.what).toContain("the sform spans no volume")
    const none = Result.getOrThrow(Result.flip(await placed({ sform: diagonal(0) })))
    expect(none.what).toContain("span no volume")
  })

  it("is told twice where both forms are coded and mirror each other, or differ under one code", async () => {
    const mirrored = await grid({ qformCode: 2, qfac: -1 })
    expect(mirrored.warnings[0]?.what).toContain("mirror each other")
    const moved = await grid({ qformCode: 1 })
    expect(moved.warnings[0]?.what).toContain("differ by up to 27.0 mm")
    // Aligned to another space by its own code, which is no contradiction.
    expect((await grid({ qformCode: 2 })).warnings).toEqual([])
  })

  it("is of three axes: more of one voxel are dropped", async () => {
    expect((await grid({ shape: [2, 3, 4, 1, 1] })).shape).toEqual([2, 3, 4])
    const four = Result.getOrThrow(Result.flip(await placed({ shape: [2, 3, 2, 2] })))
    expect(four.what).toBe("2 volumes in one file (2 x 3 x 2 x 2), and none is chosen")
    expect(four.hint).toContain("slicer")
    // One slice; ITK takes 0 behind the third axis for 1.
    expect((await grid({ shape: [6, 4] })).shape).toEqual([6, 4, 1])
    expect((await grid({ shape: [2, 3, 4, 0] })).shape).toEqual([2, 3, 4])
    const one = Result.getOrThrow(Result.flip(await placed({ shape: [6] })))
    expect(one.hint).toBeUndefined()
  })

  it("is told where readers differ in it: no form is coded, or pixdim is negative", async () => {
    // nibabel: affine diag(-1, 1, 1) about the middle; ITK: diag(-1, -1, 1) in RAS.
    const none = await grid({ sformCode: 0 })
    expect(none.affine[0]).toEqual([-1, 0, 0, 0.5])
    expect(none.warnings.map(({ what }) => what)).toEqual([
      expect.stringContaining("the header says nothing of where the voxels lie"),
    ])
    // nibabel: spacing 1; ITK mirrors the axis.
    const negative = await grid({ pixdim: [-1, 1, 1] })
    expect(negative.spacing).toEqual([1, 1, 1])
    expect(negative.warnings[0]?.what).toContain("pixdim holds negative lengths (-1, 1, 1)")
  })

  it("is told by what is left of it where a form or pixdim is not a number", async () => {
    // ITK takes the qform here too.
    const { affine, warnings } = await grid({ sform: diagonal(Number.NaN), qformCode: 1 })
    expect(affine.map((row) => row[3])).toEqual([10, 20, 30, 1])
    expect(warnings[0]?.what).toContain("the sform spans no volume")
    const unknown = await grid({ pixdim: [Number.NaN, 1, 1] })
    expect(unknown.spacing).toEqual([1, 1, 1])
    expect(unknown.warnings[0]?.what).toContain("pixdim says NaN x 1 x 1 mm")
    const infinite = await grid({ pixdim: [1, 1, Infinity] })
    expect(infinite.spacing).toEqual([1, 1, 1])
    expect(infinite.warnings[0]?.what).toContain("pixdim says 1 x 1 x Infinity mm")
  })

  it("is of no living thing where voxels are metres large", async () => {
    const { warnings } = await grid({ pixdim: [1000, 1000, 1000], sform: diagonal(1000) })
    expect(warnings[0]?.what).toBe("voxels of 1000 x 1000 x 1000 mm")
  })
})

it("a header of the two-file form in a file with its voxels is read, as nibabel and ITK do", async () => {
  const { data } = await Effect.runPromise(readNifti(written({ magic: "ni1" })))
  expect(data.every((value) => value === 7)).toBe(true)
})

// nibabel 5.4.2 and SimpleITK 2.5.7 read all of these, but 348, which is ITK's alone.
it.each([{ size: 0 }, { size: 349 }, { offset: 352.5 }, { offset: 348 }])(
  "a header with $size$offset in place of what the standard says is read",
  async (header) => {
    const { data } = await Effect.runPromise(readNifti(written(header)))
    expect(data.every((value) => value === 7)).toBe(true)
  },
)

// nibabel 5.4.2 refuses it; SimpleITK 2.5.7 reads zeros.
it.each(["ni1", "n+1"])(
  "a pair's %s header that counts itself in is told, with what mends it",
  async (magic) => {
    const header = written({ magic, ending: "hdr" })
    const whole = readFileSync(header)
    writeFileSync(header, whole.subarray(0, 348))
    writeFileSync(header.replace(/hdr$/, "img"), whole.subarray(352))
    const [found] = (await Effect.runPromise(Effect.flip(readNifti(header)))).faults
    expect(found?.what).toBe("vox_offset is 352, but the file holds the voxels alone")
    expect(found?.hint).toContain("f.seek(108); f.write(bytes(4))")
    const mended = readFileSync(header)
    mended.fill(0, 108, 112)
    writeFileSync(header, mended)
    expect((await Effect.runPromise(readNifti(header))).data).toHaveLength(24)
  },
)

it("a pair's header that says n+1 goes by its name; a pointer in place of the voxels is named", async () => {
  const header = written({ shape: [1, 1, 1], offset: 0, ending: "hdr" })
  writeFileSync(header, readFileSync(header).subarray(0, 348))
  const voxels = header.replace(/hdr$/, "img")
  writeFileSync(voxels, Uint8Array.of(9))
  expect([...(await Effect.runPromise(readNifti(header))).data]).toEqual([9])
  const large = written({ shape: [9, 9, 9], magic: "ni1", offset: 0, ending: "hdr" })
  writeFileSync(large, readFileSync(large).subarray(0, 348))
  writeFileSync(large.replace(/hdr$/, "img"), "version https://git-lfs.github.com/spec/v1\noid")
  const [found] = (await Effect.runPromise(Effect.flip(readNifti(large)))).faults
  expect(found?.what).toBe("the file of the voxels is a Git LFS pointer")
  expect(found?.hint).toContain("git lfs pull")
})
