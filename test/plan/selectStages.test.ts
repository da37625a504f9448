import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { grid, mae } from "../../dsl/index.ts"
import { missingStages } from "../../runtime/plan/missing.ts"
import { selectStages } from "../../runtime/plan/selectStages.ts"
import { base, planOf, threeArms } from "./study.ts"

const plan = planOf([threeArms()])

const wantedLabels = (selector: string) => {
  const { stages, wanted } = Result.getOrThrow(selectStages(plan, selector))
  return stages.filter(({ key }) => wanted.includes(key)).map(({ label }) => label)
}

describe("selectStages", () => {
  it.each(["pretrain", "kind=pretrain"])("%s is a kind", (selector) => {
    expect(wantedLabels(selector)).toEqual([
      "pretrain MAE seed 0",
      "pretrain MAE seed 1",
      "pretrain M2-MAE seed 0",
      "pretrain M2-MAE seed 1",
    ])
  })

  it("names what is drawn as a table or a figure", () => {
    const [subject = ""] = plan.runs.map((run) => run.subject)
    const all = wantedLabels(`subject=${subject}`)
    expect(all.length).toBeGreaterThan(0)
    expect(wantedLabels(`table=${subject}`)).toEqual(all)
    expect(wantedLabels(`figure=${subject}`)).toEqual(all)
  })

  it("narrows by several dimensions and widens within one", () => {
    expect(wantedLabels("MAE,seed=0,pretrain")).toEqual(["pretrain MAE seed 0"])
    expect(wantedLabels("arm=MAE, seed=0, seed=1, kind=finetune")).toEqual([
      "finetune lesion MAE seed 0",
      "finetune lesion MAE seed 1",
    ])
    expect(wantedLabels("subtype,scratch,seed=1")).toEqual([
      "probe subtype scratch seed 1",
      "score subtype scratch seed 1",
    ])
  })

  it("keeps what the chosen stages need, and no more", () => {
    const selected = Result.getOrThrow(selectStages(plan, "kind=predict,arm=MAE,seed=1"))
    expect(missingStages(selected, new Set()).map(({ kind }) => kind)).toEqual([
      "index",
      "preprocess",
      "pretrain",
      "finetune",
      "predict",
    ])
  })

  it("reads names of arms that hold commas", () => {
    const study = grid(base, {
      pretraining: { MAE: mae({ epochs: 1, batch: 1, optimizer: base.pretraining.optimizer }) },
      "tasks.lesion.labelFraction": [0.5, 1],
    })
    const selected = Result.getOrThrow(selectStages(planOf([study]), "MAE, 0.5,seed=0,finetune"))
    expect(selected.wanted).toHaveLength(1)
  })

  it("lists what there is when a word names nothing", () => {
    const result = selectStages(plan, "pretrian,arm=SimMIM,seed=0")
    const faults = Result.isFailure(result) ? result.failure.faults : []
    expect(faults.map((fault) => fault.what)).toEqual([
      'the selector "pretrian" names nothing in this plan',
      'the selector "arm=SimMIM" names nothing in this plan',
    ])
    expect(faults[0]?.hint).toBe('did you mean "pretrain"?')
    expect(faults[0]?.expected).toContain("arm: scratch | MAE | M2-MAE; seed: 0 | 1")
  })

  it("refuses a combination that no stage has", () => {
    expect(Result.isFailure(selectStages(plan, "pretrain,scratch"))).toBe(true)
  })
})
