import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ablate } from "../acceptance/ablate.ts"

/** Three arms; that with a weight decay past the largest float32 fails. */
const study = `
import { adam, classification, experiment, grid, linearProbe, mae, phantom, table, vit } from "ablate"

const pretraining = mae({
  decoder: { width: 24, depth: 1, heads: 2 },
  epochs: 2,
  batch: 2,
  crops: 1,
  optimizer: adam({ lr: 1e-3 }),
})
const base = experiment({
  name: "broken",
  dataset: phantom({ size: 24, subjects: 12, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 1, heads: 3 }),
  pretraining,
  tasks: {
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer: adam({ lr: 1e-3 }),
      epochs: 2,
      batch: 4,
    }),
  },
  seeds: [0],
})
export const results = table({
  name: "results",
  study: grid(base, {
    "pretraining.optimizer": {
      slow: adam({ lr: 1e-3 }),
      fast: adam({ lr: 1e-2 }),
      broken: adam({ lr: 1e-2, weightDecay: 1e39 }),
    },
  }),
  columns: ["subtype.auc"],
})
`

const startedIn = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/^started (.*)$/gm)].map(([, label = ""]) => label).toSorted()

describe("a run with a failed arm", { timeout: 240_000 }, () => {
  it("ends with what failed, its log, and the command that runs just that again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ablate-"))
    writeFileSync(join(folder, "broken.ts"), study)
    const run = await ablate(["run", "broken.ts", "--format", "csv"], folder)
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(/failed: .* at step \d+/)
    expect(run.stderr).toContain("no checkpoint was written before")
    const [, log] = /log: (.*\.log)$/m.exec(run.stderr) ?? []
    expect(log).toContain(join(folder, ".ablate/logs"))
    // One attempt: numbers that are none are not tried again.
    expect(run.stdout).not.toMatch(/^again/m)
    const [, command = ""] = /^ {2}ablate (run .*)$/m.exec(run.stderr) ?? []
    const words = command.split(" ").map((word) => word.replaceAll("'", ""))
    expect(words).toContain("--only")
    const lost = [
      ...[...run.stderr.matchAll(/^failed {3}(.*)$/gm)].map(([, label]) => label),
      ...[...run.stderr.matchAll(/^not run {2}(.*), because/gm)].map(([, label]) => label),
    ]
    expect(lost).toHaveLength(4)
    expect(startedIn(run.stdout)).toHaveLength(11)

    const again = await ablate(words, folder)
    // The pre-training fails as before: what it stops cannot start either.
    expect(startedIn(again.stdout)).toEqual(
      lost.filter((label) => label?.startsWith("pretrain") === true),
    )
    expect(again.stdout).toContain("4 stages to run")
  })
})
