import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { fitFaults } from "../../runtime/weights/fit.ts"
import { isUnused } from "../../runtime/weights/monai.ts"
import { readStateDict } from "../../runtime/weights/readStateDict.ts"

const file = join(mkdtempSync(join(tmpdir(), "ablate-state-dict-")), "w.safetensors")

/** A file by the format's description: length, header, data. */
const written = (length: number, values: readonly number[]): string => {
  const entry = {
    w: { dtype: "F32", shape: [values.length], data_offsets: [0, 4 * values.length] },
  }
  const header = Buffer.from(JSON.stringify(entry).padEnd(length))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(file, Buffer.concat([size, header, Buffer.from(Float32Array.from(values).buffer)]))
  return file
}
const read = (path: string) => Effect.runPromise(readStateDict(path))
const refused = async (bytes: Uint8Array) => {
  writeFileSync(file, bytes)
  return (await Effect.runPromise(Effect.flip(readStateDict(file)))).faults[0]
}

describe("a state dict", () => {
  // 640 and 896 are the first two bytes of a pickle of protocol 2 and 3.
  it.each([62, 63, 64, 640, 896, 1152, 1408, 40_000])(
    "with a header of %i bytes is read",
    async (length) => {
      expect([...((await read(written(length, [1, -2]))).get("w")?.data ?? [])]).toEqual([1, -2])
    },
  )

  // safetensors 0.8.0 reads these, though its format asks for a brace first.
  it.each([" ", "\n", " \t\r\n", " ".repeat(2000)])(
    "with a header behind %j is read",
    async (blanks) => {
      const whole = written(64, [3, 4])
      const bytes = readFileSync(whole)
      const header = Buffer.concat([Buffer.from(blanks), bytes.subarray(8, 72)])
      const size = Buffer.alloc(8)
      size.writeBigUInt64LE(BigInt(header.length))
      writeFileSync(whole, Buffer.concat([size, header, bytes.subarray(72)]))
      expect([...((await read(whole)).get("w")?.data ?? [])]).toEqual([3, 4])
    },
  )

  it.each([
    ["a web page", Buffer.from("<!doctype html><html></html>"), /a web page/, /signed in/],
    [
      "a pointer",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid\n"),
      /Git LFS/,
      /git lfs pull/,
    ],
    ["a message", Buffer.from('{"error":"Repository not found"}'), /error message/, /Download/],
    ["an empty file", Buffer.alloc(0), /an empty file/, /again/],
    [
      "a pickle",
      Buffer.concat([Buffer.from([0x80, 4, 0x95]), Buffer.alloc(20)]),
      /pickle/,
      /save_file/,
    ],
    [
      "another compression",
      Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(9)]),
      /zstd/,
      /unzstd/,
    ],
  ])("that is %s is named for it", async (_, bytes, what, hint) => {
    const fault = await refused(bytes)
    expect(fault?.what).toMatch(what)
    expect(fault?.hint).toMatch(hint)
  })

  it("with numbers that are not finite does not fit, and says where", async () => {
    const layout = { ours: "w", theirs: "w", shape: [4], factors: [4], axes: [0] }
    const tensors = await read(written(64, [1, Number.NaN, Infinity, 2]))
    expect(fitFaults(file, [layout], tensors)[0]?.what).toBe(
      "w has 2 of 4 numbers that are not finite, the first NaN",
    )
  })

  // MONAI 0.7: PatchEmbeddingBlock.cls_token; ViT(classification=True).cls_token is read.
  it.each([
    ["vit.patch_embedding.cls_token", true],
    ["patch_embedding.cls_token", true],
    ["blocks.0.norm_cross_attn.weight", true],
    ["cls_token", false],
    ["blocks.0.attn.qkv.weight", false],
  ])("%s is never read: %s", (name, unused) => {
    expect(isUnused(name)).toBe(unused)
  })
})
