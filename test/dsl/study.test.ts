import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  ablate,
  adam,
  dice,
  experiment,
  grid,
  levels,
  m2mae,
  mae,
  modalityMask,
  patchMask,
  phantom,
  positionMask,
  powerset,
  scratch,
  segmentation,
  unetr,
  vit,
  zip,
} from "../../dsl/index.ts"

const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "base",
  dataset: phantom(),
  encoder: vit({ crop: 32, patch: 8, width: 32, depth: 12, heads: 4 }),
  pretraining: m2mae({
    mask: [modalityMask(), positionMask(), patchMask()],
    pbt: levels(3, 6, 9, 12),
    epochs: 1,
    batch: 1,
    optimizer,
  }),
  tasks: {
    lesion: segmentation({
      network: unetr(),
      regions: ["WT"],
      metrics: [dice()],
      epochs: 1,
      optimizer,
    }),
  },
  seeds: [0],
})

describe("powerset", () => {
  it("has 2^n different members in the order of the list", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 6 }), (items) => {
        const subsets = powerset(items)
        expect(new Set(subsets.map((subset) => JSON.stringify(subset))).size).toBe(
          2 ** items.length,
        )
        expect(subsets[0]).toEqual([])
        expect(subsets.at(-1)).toEqual(items)
        for (const subset of subsets)
          expect(items.filter((item) => subset.includes(item))).toEqual(subset)
      }),
    )
  })

  it("of nothing has no members: a factor of it is told as one without values", () => {
    expect(powerset([])).toEqual([])
  })
})

describe("the study algebra", () => {
  it("makes the eight rows of Table III from the mask steps", () => {
    const table3 = ablate(base, { "pretraining.mask": powerset(base.pretraining.mask) })
    expect(table3.arms.map((arm) => arm.name)).toEqual([
      "none",
      "modality",
      "position",
      "patch",
      "modality+position",
      "modality+patch",
      "position+patch",
      "modality+position+patch",
    ])
    expect(table3.arms.at(-1)?.experiment).toEqual(base)
  })

  it("crosses factors in a grid, pairs them in a zip, and changes one at a time in an ablation", () => {
    const factors = {
      "pretraining.batch": [1, 2],
      "pretraining.loss": {
        MSE: { mse: 1, adversarial: 0, pbt: 0 },
        all: { mse: 1, adversarial: 1, pbt: 1 },
      },
    }
    const names = (study: { readonly arms: readonly { readonly name: string }[] }) =>
      study.arms.map((arm) => arm.name)
    expect(names(grid(base, factors))).toEqual(["1, MSE", "1, all", "2, MSE", "2, all"])
    expect(names(zip(base, factors))).toEqual(["1, MSE", "2, all"])
    expect(names(ablate(base, factors))).toEqual(["1", "2", "MSE", "all"])
  })

  it("changes the field named and nothing else", () => {
    const [arm] = grid(base, { "tasks.lesion.epochs": [7] }).arms
    expect(arm?.experiment).toEqual({
      ...base,
      tasks: { lesion: { ...base.tasks.lesion, epochs: 7 } },
    })
    expect(base.tasks.lesion.epochs).toBe(1)
  })

  it("shares between arms what they have in common", () => {
    const rates = [1e-3, 1e-4].map((lr) => adam({ lr }))
    const study = grid(base, {
      "pretraining.optimizer": rates,
      "tasks.lesion.optimizer": rates,
      "pretraining.mask.1.ratio": [0.4, 0.6],
    })
    expect(study.arms.length).toBe(8)
    for (const part of ["dataset", "encoder", "pretraining", "tasks"] as const) {
      const parts = study.arms.map(({ experiment }) => experiment[part])
      const texts = new Set(parts.map((each) => JSON.stringify(each)))
      expect({ part, objects: new Set(parts).size }).toEqual({ part, objects: texts.size })
    }
  })

  it("puts one method in the place of another", () => {
    const study = grid(base, {
      pretraining: { Scratch: scratch(), MAE: mae({ epochs: 1, batch: 1, optimizer }) },
    })
    expect(study.arms.map((arm) => [arm.name, arm.experiment.pretraining.kind])).toEqual([
      ["Scratch", "scratch"],
      ["MAE", "mae"],
    ])
  })

  it("survives JSON without loss", () => {
    const study = grid(base, { pretraining: [scratch(), base.pretraining] })
    expect(JSON.parse(JSON.stringify(study))).toEqual(study)
  })
})
