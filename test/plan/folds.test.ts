import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { Dataset } from "../../dsl/dataset.ts"
import { foldsOf } from "../../dsl/folds.ts"
import { folds, grid } from "../../dsl/index.ts"
import { selectStages } from "../../runtime/plan/selectStages.ts"
import { base, planOf } from "./study.ts"

const planned = (split: Dataset["split"]) =>
  planOf([grid(base, { "dataset.split": { it: split } })])

const labelsOf = (split: Dataset["split"], kind: string) =>
  planned(split)
    .stages.filter((stage) => stage.kind === kind)
    .map(({ label }) => label)

describe("a study of folds", () => {
  it("trains and scores each fold, and prepares the data once", () => {
    const crossed = folds(3, { stratify: "subtype" })
    expect(labelsOf(crossed, "preprocess")).toHaveLength(1)
    expect(labelsOf(crossed, "pretrain").toSorted()).toEqual(
      [0, 1].flatMap((seed) => [0, 1, 2].map((fold) => `pretrain it seed ${seed} fold ${fold}`)),
    )
    const scores = planned(crossed).runs.map(({ stages }) => stages["lesion.score"])
    expect(new Set(scores).size).toBe(6)
  })

  it("has for one fold the stages that it has among all", () => {
    const crossed = folds(3)
    const keys = new Set(planned(crossed).stages.map(({ key }) => key))
    const [, second] = foldsOf(crossed)
    const alone = planned(second ?? crossed).stages.map(({ key }) => key)
    expect(alone.every((key) => keys.has(key))).toBe(true)
    const chosen = Result.getOrThrow(selectStages(planned(crossed), "fold=1"))
    expect(new Set(chosen.stages.map(({ key }) => key))).toEqual(new Set(alone))
  })

  it("leaves the slices of splits without folds as they are", () => {
    const { stages, runs } = planned({ test: 0.25, seed: 0 })
    expect(stages.some(({ slice }) => JSON.stringify(slice).includes("fold"))).toBe(false)
    expect(runs.every(({ fold }) => fold === null)).toBe(true)
  })
})
