import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Result, Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodeNpyHeader, parseNpyHeader } from "../../../../runtime/data/formats/npy/npy.ts"
import { openNpy } from "../../../../runtime/data/volume/open.ts"
import { writeNpy } from "../../../../runtime/data/volume/write.ts"
import { temporaryFolder } from "../../testData.ts"

// Arrays saved by NumPy 2.4.6, by test/fixtures/nifti/make.py.
const Saved = Schema.Struct({
  file: Schema.String,
  dtype: Schema.Literals(["<f4", "|u1", "<u4"]),
  shape: Schema.Array(Schema.Number),
  values: Schema.Array(Schema.Number),
})
const saved = Object.entries(
  Schema.decodeSync(Schema.fromJsonString(Schema.Record(Schema.String, Saved)))(
    readFileSync(new URL("../../../fixtures/nifti/npy.json", import.meta.url), "utf8"),
  ),
)

const folder = temporaryFolder()
const type = fc.constantFrom("<f4" as const, "|u1" as const, "<u4" as const)
const shape = fc.array(fc.nat(), { minLength: 1, maxLength: 4 })

describe("npy", () => {
  it.each(saved)("opens NumPy's %s", async (name, { file, dtype, shape: axes, values }) => {
    const path = join(folder, `${name}.npy`)
    const bytes = Buffer.from(file, "base64")
    writeFileSync(path, bytes)
    const opened = await Effect.runPromise(openNpy(path, dtype, axes))
    const data = Uint8Array.from(bytes.subarray(opened.dataOffset)).buffer
    const arrays = { "<f4": Float32Array, "|u1": Uint8Array, "<u4": Uint32Array }
    expect([...new arrays[dtype](data)]).toEqual(values)
  })

  it.each(saved)(
    "writes the data of NumPy's %s",
    async (name, { file, dtype, shape: axes, values }) => {
      const path = join(folder, `${name}, ours.npy`)
      const array =
        dtype === "<f4"
          ? Float32Array.from(values)
          : dtype === "|u1"
            ? Uint8Array.from(values)
            : Uint32Array.from(values)
      await Effect.runPromise(writeNpy(path, dtype, axes, array))
      const opened = await Effect.runPromise(openNpy(path, dtype, axes))
      const ours = readFileSync(path).subarray(opened.dataOffset)
      const theirs = Buffer.from(file, "base64")
      expect(ours).toEqual(theirs.subarray(theirs.length - ours.length))
    },
  )

  it("writes headers that end in a line feed at a multiple of 64 (numpy.lib.format)", () => {
    fc.assert(
      fc.property(type, shape, (name, axes) => {
        const header = encodeNpyHeader(name, axes)
        expect(header.length % 64).toBe(0)
        expect(header.at(-1)).toBe(0x0a)
        expect(Result.getOrThrow(parseNpyHeader(header))).toEqual({
          type: name,
          shape: axes,
          dataOffset: header.length,
        })
      }),
    )
  })

  it("refuses other types, Fortran order, and any cut header, without a throw", () => {
    const refused = (text: string) =>
      Result.isFailure(parseNpyHeader(Buffer.from(text.replace("LENGTH", "\u0060\0"), "latin1")))
    const start = "\u0093NUMPY\u0001\0LENGTH"
    const end = "'shape': (2, 3), }".padEnd(80)
    expect(refused(`${start}{'descr': '<f8', 'fortran_order': False, ${end}`)).toBe(true)
    expect(refused(`${start}{'descr': '<f4', 'fortran_order': True, ${end}`)).toBe(true)
    expect(refused(`${start}{'descr': '<f4', 'fortran_order': False, ${end}`)).toBe(false)
    fc.assert(
      fc.property(type, shape, fc.nat(), (name, axes, place) => {
        const header = encodeNpyHeader(name, axes)
        const cut = header.subarray(0, place % header.length)
        expect(Result.isFailure(parseNpyHeader(cut))).toBe(true)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(Result.isResult(parseNpyHeader(bytes))).toBe(true)
      }),
    )
  })
})
