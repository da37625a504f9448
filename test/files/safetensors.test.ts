import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readSafetensors, writeSafetensors } from "../../runtime/files/safetensors.ts"
import { readStateDict } from "../../runtime/weights/readStateDict.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

const content = {
  tensors: {
    weight: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, 1e-30) },
    none: { shape: [0], data: new Float32Array(0) },
    scalar: { shape: [], data: Float32Array.of(7) },
  },
  metadata: { note: "größe ✓" },
}

describe("safetensors", () => {
  it("come back bit for bit", async () => {
    const file = join(temporaryFolder(), "a.safetensors")
    await Effect.runPromise(writeSafetensors(file, content))
    expect(await Effect.runPromise(readSafetensors(file))).toEqual(content)
  })

  it("lie on disk as the format says", async () => {
    // github.com/huggingface/safetensors, "Format": u64 length, JSON header, data from there on.
    const file = join(temporaryFolder(), "a.safetensors")
    await Effect.runPromise(writeSafetensors(file, content))
    const bytes = readFileSync(file)
    const length = Number(bytes.readBigUInt64LE(0))
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + length))
    expect(header.weight).toEqual({ dtype: "F32", shape: [2, 3], data_offsets: [0, 24] })
    expect(bytes.readFloatLE(8 + length + 8)).toBe(3.5)
    expect(bytes.length).toBe(8 + length + 28)
  })

  it.each([
    ["cut off in the data", (file: string, size: number) => truncateSync(file, size - 1)],
    ["cut off in the header", (file: string) => truncateSync(file, 20)],
    ["empty", (file: string) => truncateSync(file, 0)],
    ["something else", (file: string) => writeFileSync(file, Buffer.alloc(64, 1))],
  ])("are refused when %s", async (_, damage) => {
    const file = join(temporaryFolder(), "a.safetensors")
    await Effect.runPromise(writeSafetensors(file, content))
    damage(file, readFileSync(file).length)
    const error = await Effect.runPromise(Effect.flip(readSafetensors(file)))
    expect(error.faults[0]?.where.file).toBe(file)
  })

  /** A file with this header, its length told as it is or another, and 32 bytes of data. */
  const withHeader = (entries: unknown, told?: bigint): string => {
    const file = join(temporaryFolder(), "a.safetensors")
    const header = Buffer.from(JSON.stringify(entries))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(told ?? BigInt(header.length))
    writeFileSync(file, Buffer.concat([length, header, Buffer.alloc(32)]))
    return file
  }
  const tensor = (shape: readonly number[], begin: number, end: number) => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  })
  const readers = {
    readSafetensors: (file: string) => Effect.asVoid(readSafetensors(file)),
    readStateDict: (file: string) => Effect.asVoid(readStateDict(file)),
  }

  describe.each(["readSafetensors", "readStateDict"] as const)("by %s", (reader) => {
    const whats = async (file: string) => {
      const refusal = await Effect.runPromise(Effect.flip(readers[reader](file)))
      return refusal.faults.map(({ what }) => what)
    }

    it("are refused where tensors overlap: they would take more memory than the file has", async () => {
      const entries = { a: tensor([4], 0, 16), b: tensor([8], 0, 32), c: tensor([1], 12, 16) }
      expect(await whats(withHeader(entries))).toEqual(["the tensors a and b overlap"])
    })

    it("are refused where bytes belong to no tensor, as by the reference implementation", async () => {
      const w = { dtype: "F32", shape: [1], data_offsets: [4, 8] }
      expect(await whats(withHeader({ w }))).toEqual([
        expect.stringContaining("4 bytes before tensor w belong to none"),
      ])
    })

    it("are refused where tensors lie outside, or have another size than their shape: each is told", async () => {
      const entries = { a: tensor([16], 0, 64), b: tensor([-1, -8], 0, 32), c: tensor([9], 0, 32) }
      expect(await whats(withHeader({ a: entries.a, c: entries.c }))).toEqual([
        "tensor a lies outside the file's 32 bytes of data",
        "tensor c of F32 has 32 bytes for [9]",
      ])
      expect(await whats(withHeader({ b: entries.b }))).toEqual([
        "the header's entry of b does not parse",
      ])
    })

    it.each([2n ** 63n, 2n ** 64n - 1n, 2n ** 40n])(
      "are refused where the header says that it takes %i bytes",
      async (told) => {
        expect(await whats(withHeader({}, told))).toEqual(["the header is cut off"])
      },
    )

    it("are refused where the header takes more than the reference implementation allows", async () => {
      // safetensors/src/tensor.rs: MAX_HEADER_SIZE = 100_000_000. The file is sparse.
      const file = withHeader({}, 200_000_000n)
      truncateSync(file, 300_000_000)
      expect(await whats(file)).toEqual([
        "the header says that it takes 200000000 bytes, more than the 100000000 that are allowed",
      ])
    })
  })
})
