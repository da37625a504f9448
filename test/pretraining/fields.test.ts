import { resolve } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import {
  adam,
  barlowTwins,
  dice,
  experiment,
  experimentFaults,
  gamma,
  gaussianBlur,
  moco,
  phantom,
  resizedCrop,
  segmentation,
  simmim,
  unetr,
  vit,
  type Objective,
} from "../../dsl/index.ts"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"

const optimizer = adam({ lr: 1e-3 })
const training = { epochs: 2, batch: 4, optimizer }

const fieldsWrong = (pretraining: Omit<Objective, "pbt">) =>
  experimentFaults(
    experiment({
      name: "methods",
      dataset: phantom({ size: 24, subjects: 8, seed: 0, split: { test: 2, seed: 0 } }),
      encoder: vit({ crop: 16, patch: 8, width: 12, depth: 1, heads: 2 }),
      pretraining,
      tasks: {
        lesion: segmentation({
          network: unetr({ features: 4 }),
          regions: ["WT"],
          metrics: [dice()],
          epochs: 1,
          optimizer,
        }),
      },
      seeds: [0],
    }),
  ).map(({ where }) => where.field)

describe("ablate check", () => {
  it("takes every method with its defaults", () => {
    for (const objective of [simmim(training), moco(training), barlowTwins(training)])
      expect(fieldsWrong(objective)).toEqual([])
  })

  it("names every bad value", () => {
    expect(fieldsWrong(simmim({ ...training, ratio: 1, block: 0 }))).toEqual([
      "pretraining.ratio",
      "pretraining.block",
    ])
    expect(
      fieldsWrong(moco({ ...training, batch: 1, momentum: 1.1, temperature: 0, dim: 2.5 })),
    ).toEqual([
      "pretraining.dim",
      "pretraining.momentum",
      "pretraining.temperature",
      "pretraining.batch",
    ])
    expect(fieldsWrong(barlowTwins({ ...training, lambda: -1, microBatch: 3 }))).toEqual([
      "pretraining.lambda",
      "pretraining.microBatch",
    ])
  })

  it("names bad augmentations", () => {
    const wrong = [
      gamma({ range: [2, 1] }),
      gaussianBlur({ sigma: [0, 1] }),
      resizedCrop({ scale: [0.5, 1.5] }),
      resizedCrop({ probability: 2 }),
    ]
    for (const step of wrong) {
      const augment = [step]
      const found = fieldsWrong(moco({ ...training, augment }))
      expect(found).not.toEqual([])
      for (const field of found) expect(field).toMatch(/^pretraining\.augment\.0/)
    }
  })
})

const refused = [
  { code: `moco({ ...training, temperatur: 0.2 })`, says: `did you mean "temperature"?` },
  {
    code: `moco({ ...training, momentumSchedule: "cosin" })`,
    says: `did you mean "cosine"?`,
  },
  { code: `barlowTwins({ ...training, projector: [] })`, says: "target requires 1" },
  { code: `simmim({ epochs: 1, optimizer })`, says: "'batch' is missing" },
  {
    code: `moco({ ...training, augment: [simmim(training)] })`,
    says: `'"objective"' is not assignable to type '"augmentation"'`,
  },
]

describe("the language refuses", () => {
  const messages = new Map<number, string>()
  const prelude = `
import { adam, barlowTwins, moco, simmim } from "ablate"
const optimizer = adam({ lr: 1e-4 })
const training = { epochs: 1, batch: 4, optimizer }
`
  beforeAll(() => {
    const first = prelude.split("\n").length
    const text = prelude + refused.map(({ code }) => `void (() => { ${code} })`).join("\n")
    for (const fault of typeFaults(openSource(resolve("experiments/refused.ts"), text))) {
      const index = (fault.where.line ?? 0) - first
      messages.set(index, `${messages.get(index) ?? ""}\n${fault.what}; ${fault.hint ?? ""}`)
    }
  }, 60_000)

  it.each(refused.map((entry, index) => ({ ...entry, index })))("$code", ({ says, index }) => {
    expect(messages.get(index) ?? "it compiles").toContain(says)
  })
})
