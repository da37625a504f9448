import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readSafetensors, writeSafetensors } from "../../runtime/files/safetensors.ts"
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
})
