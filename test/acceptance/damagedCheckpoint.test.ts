import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, it } from "vitest"
import { ablate, start, temporaryFolder } from "./ablate.ts"

/** A pre-training of some seconds, whose every step takes milliseconds. */
const study = `
import { adam, classification, experiment, grid, linearProbe, mae, phantom, table, vit } from "ablate"

const optimizer = adam({ lr: 1e-4 })
const pretraining = mae({ decoder: { width: 24, depth: 1, heads: 2 }, epochs: 200, batch: 2, crops: 1, optimizer })
const base = experiment({
  name: "turned",
  dataset: phantom({ size: 20, subjects: 10, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 8, width: 24, depth: 1, heads: 3 }),
  pretraining,
  tasks: { subtype: classification({ label: "subtype", network: linearProbe(), optimizer, epochs: 5 }) },
  seeds: [0],
})
export const results = table({
  name: "results",
  study: grid(base, { "pretraining.optimizer.lr": [1e-4] }),
  columns: ["subtype.auc"],
})
`

const run = ["run", "turned.ts"]

it(
  "a checkpoint of which a bit has turned is told on the terminal and in the ledger",
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "turned.ts"), study)
    const first = start(run, folder)
    const training = () =>
      globSync(join(folder, ".ablate/logs/*")).some((log) =>
        readFileSync(log, "utf8").includes("epoch 10 "),
      )
    while (!training()) await sleep(50)
    first.kill("SIGINT")
    await first.ended
    const [checkpoint = ""] = globSync(join(folder, ".ablate/checkpoints/*/checkpoint.safetensors"))
    const bytes = readFileSync(checkpoint)
    bytes[bytes.length - 100]! ^= 0x40
    writeFileSync(checkpoint, bytes)

    const again = await ablate(run, folder)
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(/^warning pretrain .*: the checkpoint \S+ is damaged/m)
    const ledger = globSync(join(folder, ".ablate/attempts/*")).map((file) =>
      readFileSync(file, "utf8"),
    )
    expect(ledger.filter((text) => text.includes("is damaged"))).toHaveLength(1)
  },
)
