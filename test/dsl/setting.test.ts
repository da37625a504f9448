import { Option, Result } from "effect"
import { expect, it } from "vitest"
import {
  adam,
  dice,
  experiment,
  mae,
  phantom,
  scratch,
  segmentation,
  unet3d,
  vit,
} from "../../dsl/index.ts"
import { builtIn } from "../../dsl/definitions.ts"
import { valueAt } from "../../dsl/replace.ts"
import { applySetting, parseSetting } from "../../dsl/setting.ts"

const optimizer = adam({ lr: 1e-3 })
const base = experiment({
  name: "base",
  dataset: phantom({ subjects: 10, split: { test: 3, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 2, heads: 3 }),
  pretraining: mae({ epochs: 4, batch: 2, optimizer }),
  tasks: {
    lesion: segmentation({
      network: unet3d(),
      regions: ["WT", "TC"],
      metrics: [dice()],
      epochs: 2,
      optimizer,
    }),
  },
  seeds: [0],
})

const read = (text: string): unknown => {
  const setting = Option.getOrThrow(parseSetting(text))
  const { experiments } = Result.getOrThrow(applySetting([base], setting, builtIn))
  return valueAt(experiments[0], setting.path)
}

it.each([
  ["pretraining.epochs=20", 20],
  ["pretraining.optimizer.lr=1e-4", 1e-4],
  ["encoder.qkvBias=true", true],
  ["encoder.crop=16,16,32", [16, 16, 32]],
  ["seeds=3", [3]],
  ["seeds=0,1,2", [0, 1, 2]],
  ["seeds=[0,1]", [0, 1]],
  ["tasks.lesion.regions=WT,ET", ["WT", "ET"]],
  // A name that is made of digits is a text where a text is taken.
  ["name=2026", "2026"],
])("%s is read as what the field takes", (text, value) => {
  expect(read(text)).toEqual(value)
})

it("arms without the field stay as they are, and what they had is told once", () => {
  const plain = experiment({ ...base, pretraining: scratch() })
  const setting = { path: "pretraining.epochs", text: "7" }
  const made = Result.getOrThrow(applySetting([plain, base, base], setting, builtIn))
  expect(made.experiments[0]).toBe(plain)
  expect(made.applied).toMatchObject({ value: 7, before: [4] })
})
