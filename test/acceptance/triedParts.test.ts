import { writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { expect, it } from "vitest"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"
import { ablate, temporaryFolder } from "./ablate.ts"

/** A part and the module that implements it. */
const write = (folder: string, name: string, family: string, implementation: string): void => {
  writeFileSync(
    join(folder, `${name}.ts`),
    `import { define${family} } from "ablate"
export const ${name} = define${family}({
  kind: "${name}",
  doc: "Goes wrong.",
  implementation: import.meta.resolve("./${name}.module.ts"),
  fields: {},
})
`,
  )
  writeFileSync(
    join(folder, `${name}.module.ts`),
    `import { implement${family}, withMasked } from "ablate/implement"
import { ${name} } from "./${name}.ts"
let calls = 0
export default implement${family}(${name}, ${implementation})
`,
  )
}

const study = (masks: readonly string[], steps: readonly string[]): string => `
import { adam, classification, dice, experiment, grid, levels, linearProbe, m2mae, phantom, scratch, segmentation, table, unet3d, vit } from "ablate"
${[...masks, ...steps].map((name) => `import { ${name} } from "./${name}.ts"`).join("\n")}
const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "tried", seeds: [0], pretraining: scratch(),
  dataset: phantom({ size: 24, subjects: 10, seed: 0, split: { test: 4, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 8, width: 16, depth: 2, heads: 2 }),
  tasks: {
    subtype: classification({ label: "subtype", network: linearProbe(), optimizer }),
    lesion: segmentation({ network: unet3d(), regions: ["WT"], metrics: [dice()], optimizer, epochs: 1, augment: [${steps.map((name) => `${name}()`).join(", ")}] }),
  },
})
const training = { epochs: 1, batch: 2, optimizer, pbt: levels(2) }
export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Scratch: scratch(), ${masks.map((name) => `${name}: m2mae({ mask: [${name}()], ...training })`).join(", ")} } }),
  columns: ["subtype.auc", "lesion.dice.WT"],
})
`

/** What `check` tells, of each fault what is wrong and where. */
const told = async (folder: string) => {
  const { code, stderr } = await ablate(["check", "study.ts"], folder)
  expect(code).toBe(1)
  return stderr.split("\n\n").map((fault) => fault.split("\n").slice(0, 2).join("\n"))
}

it("check tries parts from outside and tells what they do by their lines", async () => {
  const folder = temporaryFolder()
  const masks = {
    ending: "{ draw: () => process.exit(0) }",
    drawing: "{ draw: (_, cells) => withMasked(cells, [[0, Math.floor(8 * Math.random())]]) }",
    counting: "{ draw: (_, cells) => withMasked(cells, [[0, calls++ % 8]]) }",
    short: "{ draw: (_, cells) => ({ ...cells, masked: new Uint8Array(1) }) }",
    full: "{ draw: (_, cells) => ({ ...cells, masked: cells.masked.map(() => 1) }) }",
  }
  const steps = {
    halving: "{ apply: (_, crop) => ({ ...crop, image: crop.image.subarray(1) }) }",
    timing:
      "{ apply: (_, crop) => ({ ...crop, image: crop.image.map((v) => v + (Date.now() % 9)) }) }",
  }
  for (const [name, text] of Object.entries(masks)) write(folder, name, "Mask", text)
  for (const [name, text] of Object.entries(steps)) write(folder, name, "Augmentation", text)
  writeFileSync(join(folder, "study.ts"), study(Object.keys(masks), Object.keys(steps)))
  const faults = await told(folder)
  for (const [what, where] of [
    ["process.exit() ends the process that a part works in", "ending.module.ts:4:"],
    ["Math.random() gives other numbers in every run", "drawing.module.ts:4:"],
    ['draws other numbers of the same random stream (arms: "counting")', "study.ts:"],
    ["the mask that short draws is of 1 cells", "short.module.ts:4:"],
    ["the full mask masks everything", "study.ts:"],
    ["the augmentation halving gives Float32Array(16383) as the image", "halving.module.ts:4:"],
    ["makes other voxels of the same crop and random stream", "timing.module.ts:4:"],
  ] as const)
    expect(faults.filter((fault) => fault.includes(what))).toEqual([expect.stringContaining(where)])
}, 120_000)

it("reads the types of the modules that implement parts", () => {
  const folder = temporaryFolder()
  write(folder, "later", "Mask", "{ draw: async (_, cells) => withMasked(cells, []) }")
  write(folder, "nothing", "Augmentation", "{ apply: (_, crop) => { crop.image.fill(0) } }")
  writeFileSync(join(folder, "study.ts"), study(["later"], ["nothing"]))
  const faults = typeFaults(openSource(join(folder, "study.ts")))
  expect(faults.map(({ what, where }) => [what, basename(where.file ?? ""), where.line])).toEqual([
    [expect.stringContaining("Promise<"), "later.module.ts", 4],
    [expect.stringContaining("void"), "nothing.module.ts", 4],
  ])
}, 60_000)
