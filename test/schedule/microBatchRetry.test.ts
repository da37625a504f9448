import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { HistoryFile } from "../../runtime/stages/history.ts"
import { ArtifactJson } from "../../runtime/store/artifact.ts"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"
import { pretrainingAndProbe } from "../acceptance/pretraining.ts"

/** Two steps of 8 crops, whose attention takes 2 GB at once and 0.8 GB a crop at a time. */
const study = pretrainingAndProbe({
  name: "large",
  width: 48,
  heads: 3,
  depth: 1,
  decoderHeads: 3,
  epochs: 2,
  batch: 8,
  size: 48,
  crop: 48,
  subjects: 10,
  test: 2,
})

const HistoryJson = Schema.fromJsonString(HistoryFile)

const pretrained = (folder: string) => {
  const all = join(folder, "artifacts/pretrain")
  const read = (name: string) => readFileSync(join(all, readdirSync(all)[0] ?? "", name), "utf8")
  return {
    record: Schema.decodeSync(ArtifactJson)(read("artifact.json")),
    history: Schema.decodeSync(HistoryJson)(read("history.json")).rows,
  }
}

describe.skipIf(process.platform !== "linux")("a pre-training whose memory runs out", () => {
  it("ends with smaller micro-batches in the same numbers", { timeout: 180_000 }, async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "large.ts"), study)
    const run = ["run", "large.ts", "--only", "pretrain", "--format", "csv"]
    await ablate([...run, "--store", "free"], folder)
    const { stdout, code } = await ablate([...run, "--store", "tight", "--memory", "1GB"], folder)
    expect(code).toBe(0)
    // ONNX Runtime's own words; the first attempt is alone already, as there is one slot.
    expect(stdout).toMatch(/^again .*ran out of memory .*, it goes on with micro-batches of 4/m)
    const [free, tight] = [pretrained(join(folder, "free")), pretrained(join(folder, "tight"))]
    expect(free.record.microBatch).toBeUndefined()
    expect([1, 2, 4]).toContain(tight.record.microBatch)
    expect(tight.record.key).toBe(free.record.key)
    expect(tight.history).toHaveLength(2)
    for (const [index, { terms }] of tight.history.entries()) {
      const whole = free.history[index]?.terms ?? {}
      expect(terms["gradientNorm.autoencoder"]).toBeCloseTo(
        whole["gradientNorm.autoencoder"] ?? Number.NaN,
        6,
      )
      // A mean over two million voxels in float32 rounds more than one over a crop.
      expect(terms["loss"]).toBeCloseTo(whole["loss"] ?? Number.NaN, 3)
    }
  })
})
