import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import {
  checkpointFile,
  readCheckpoint,
  writeCheckpoint,
} from "../../runtime/training/checkpoint.ts"

const specs = { weight: { shape: [2, 2], dtype: "float32" } } as const
const at = (step: number) => ({
  step,
  state: { weight: Float32Array.of(step, 2, 3, 4) },
  history: { rows: [], sums: {}, count: 0 },
})
const write = (folder: string, step: number) =>
  Effect.runPromise(writeCheckpoint(folder, specs, at(step)))
const read = (folder: string) => Effect.runPromise(readCheckpoint(folder))

/** Turns one bit of the first weight, which is the last tensor's first byte but 16 from the end. */
const turnBit = (file: string) => {
  const bytes = readFileSync(file)
  bytes[bytes.length - 14]! ^= 0x40
  writeFileSync(file, bytes)
}

it("goes on from the checkpoint before one of which a bit has turned, and keeps that aside", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-checkpoint-"))
  expect(await read(folder)).toBeUndefined()
  await write(folder, 10)
  await write(folder, 20)
  expect(await read(folder)).toMatchObject({
    step: 20,
    state: { weight: Float32Array.of(20, 2, 3, 4) },
  })
  const file = checkpointFile(folder)
  turnBit(file)
  expect(await read(folder)).toMatchObject({ step: 10 })
  expect(existsSync(`${file}.damaged`)).toBe(true)
  turnBit(join(folder, "previous.safetensors"))
  expect(await read(folder)).toBeUndefined()
})
