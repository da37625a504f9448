import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

/** Figures of one arm in two folds, or in one of them. */
const file = (split: string) => `
import { adam, dice, experiment, folds, grid, mae, phantom, reconstructions, segmentation, segmentations, tsne, unetr, vit } from "ablate"
const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "crossed",
  dataset: phantom({ size: 24, subjects: 8, split: ${split} }),
  encoder: vit({ crop: 16, patch: 8, width: 12, depth: 3, heads: 1 }),
  pretraining: mae({ epochs: 1, batch: 2, decoder: { width: 12, depth: 1, heads: 1 }, optimizer }),
  tasks: {
    lesion: segmentation({ network: unetr({ features: 4 }), regions: ["WT"], metrics: [dice()], optimizer, epochs: 1, batch: 2 }),
  },
  seeds: [0],
})
const study = grid(base, { "encoder.width": [12] })
export const masks = segmentations({ name: "masks", study, task: "lesion" })
export const slices = reconstructions({ name: "slices", study })
export const points = tsne({ name: "points", study, label: "subtype", perplexity: 1 })
`

it(
  "figures of a cross-validation are of the first fold, whatever else there is",
  { timeout: 300_000 },
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "crossed.ts"), file("folds(2)"))
    writeFileSync(join(folder, "second.ts"), file("{ ...folds(2), folds: { of: 2, fold: 1 } }"))
    const run = await ablate(["run", "crossed.ts", "--only", "fold=1"], folder)
    expect([run.code, run.stderr]).toEqual([0, expect.any(String)])
    const all = await ablate(["report", "crossed.ts"], folder)
    expect(all.code).toBe(0)
    const drawn = (name: string) =>
      readdirSync(join(folder, ".ablate", "reports", name)).filter((each) => each.endsWith(".svg"))
    expect(drawn("crossed")).toEqual(["masks.svg"])
    // What has been run is a study of its own.
    const one = await ablate(["report", "second.ts"], folder)
    expect(one.code).toBe(0)
    expect(drawn("second").toSorted()).toEqual(["masks.svg", "points.svg", "slices.svg"])
  },
)
