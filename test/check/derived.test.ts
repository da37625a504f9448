import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"

const ratio = "pretraining.mask.0.ratio"

const file = join(mkdtempSync(join(tmpdir(), "derived-")), "experiment.ts")

const told = (regions: string, layers: string, factor: string): readonly string[] => {
  writeFileSync(
    file,
    `import { adam, dice, experiment, grid, levels, lines, m2mae, patchMask, phantom, segmentation, segmentations,
  table, unetr, vit } from "ablate"
const training = { epochs: 2, batch: 4, optimizer: adam({ lr: 1e-3 }) }
const base = experiment({
  name: "tiny",
  dataset: phantom({ size: 24, subjects: 10, seed: 0, split: { test: 3, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
  pretraining: m2mae({ mask: [patchMask()], pbt: ${layers}, ...training }),
  tasks: { lesion: segmentation({ network: unetr({ features: 4 }), regions: ${regions}, metrics: [dice()], ...training }) },
  seeds: [0],
})
const study = grid(base, { "tasks.lesion.epochs": [1, 2], "${ratio}": [0.25, 0.5] })
const longer = { ...base.tasks.lesion.loss }
export const t = table({ name: "t", study, columns: ["lesion.dice.WT"] })
export const f = segmentations({ name: "f", study, task: "lesion" })
export const g = lines({ name: "g", study, factor: "pretraining.mask.0.ratio", columns: ["lesion.dice.WT"] })
void [longer, grid(base, { "${factor}": [0.25] })]
`,
  )
  return typeFaults(openSource(file)).map(({ what, where }) => `${where.line}: ${what}`)
}

describe("a value that does not fit is told where it stands, not where its part is read", () => {
  it("nothing, where all fits", () => {
    expect(told('["WT"]', "levels(2)", ratio)).toEqual([])
  })

  it("an unknown region", () => {
    expect(told('["WT", "CORE"]', "levels(2)", ratio)).toEqual([
      expect.stringMatching(/^9: Type .*CORE/),
    ])
  })

  it("a layer past the depth", () => {
    expect(told('["WT"]', "levels(7)", ratio)).toEqual([expect.stringMatching(/^8: Type .7/)])
  })

  it("beside a fault of its own, which is told too", () => {
    expect(told('["CORE"]', "levels(2)", "encoder.widht")).toEqual([
      expect.stringMatching(/^9: Type .*CORE/),
      expect.stringMatching(/^17: .*encoder.widht/),
    ])
  })
})
