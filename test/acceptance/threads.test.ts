import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { ArtifactJson } from "../../runtime/store/artifact.ts"
import { ablate, start, temporaryFolder } from "./ablate.ts"
import { pretrainingAndProbe } from "./pretraining.ts"

/** A pre-training of some seconds, and a probe of it. */
const study = pretrainingAndProbe({
  name: "threads",
  width: 24,
  heads: 3,
  depth: 2,
  decoderHeads: 2,
  epochs: 150,
  batch: 2,
  size: 24,
  crop: 16,
  subjects: 12,
  test: 4,
})

const folderWithStudy = () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "threads.ts"), study)
  return folder
}

/** What the pre-training recorded, and its weights. */
const pretrained = (folder: string) => {
  const all = join(folder, ".ablate/artifacts/pretrain")
  const at = (name: string) => join(all, readdirSync(all)[0] ?? "", name)
  return {
    record: Schema.decodeSync(ArtifactJson)(readFileSync(at("artifact.json"), "utf8")),
    weights: readFileSync(at("encoder.safetensors")),
  }
}

const logs = (folder: string): string => {
  const all = join(folder, ".ablate/logs")
  try {
    return readdirSync(all)
      .map((name) => readFileSync(join(all, name), "utf8"))
      .join("")
  } catch {
    return ""
  }
}

const cores = availableParallelism()
const run = (slots: number) => ["run", "threads.ts", "--slots", String(slots), "--format", "html"]

// With one core every run has one thread, and there is nothing to compare.
describe.skipIf(cores < 2)("a run that goes on with other slots", { timeout: 240_000 }, () => {
  it("keeps a training's threads and bits, and its report says that threads are mixed", async () => {
    const [unbroken, broken] = [folderWithStudy(), folderWithStudy()]
    await ablate([...run(1), "--only", "pretrain"], unbroken)
    const whole = pretrained(unbroken)
    expect(whole.record.threads).toBe(cores)
    // A log tells what a training did that went well.
    expect(logs(unbroken)).toMatch(/trains 150 epochs of 4 steps on cpu with \d+ threads/)
    expect(logs(unbroken).match(/epoch \d+ of 150, step \d+: .*loss [\d.e-]+/g)).toHaveLength(150)

    const first = start([...run(1), "--only", "pretrain"], broken)
    while (!logs(broken).includes("epoch 20 of 150")) await sleep(20)
    first.kill("SIGINT")
    expect((await first.ended).code).toBe(130)
    expect((await ablate(run(cores), broken)).code).toBe(0)
    const resumed = pretrained(broken)
    expect(logs(broken)).toContain("goes on from the checkpoint at step")
    expect(resumed.record.threads).toBe(cores)
    expect(resumed.weights.equals(whole.weights)).toBe(true)
    const page = readFileSync(join(broken, ".ablate/reports/threads/index.html"), "utf8")
    expect(page).toContain(`Computed with different numbers of threads (1, ${cores})`)
  })
})
