import { describe, expect, it } from "vitest"
import { describePlan } from "../../runtime/plan/describePlan.ts"
import { missingStages } from "../../runtime/plan/missing.ts"
import { planOf, threeArms } from "./study.ts"

const plan = planOf([threeArms()])
const keysOf = (...kinds: readonly string[]) =>
  new Set(plan.stages.filter(({ kind }) => kinds.includes(kind)).map(({ key }) => key))

describe("missingStages", () => {
  it("is everything at first, nothing at the end", () => {
    expect(missingStages(plan, new Set())).toEqual(plan.stages)
    expect(missingStages(plan, new Set(plan.wanted))).toEqual([])
  })

  it("leaves out an intermediate artifact that nobody reads any more", () => {
    // Pre-training is wanted by itself (a whole study is planned); data and embeddings are not.
    const done = keysOf("pretrain", "score")
    expect(missingStages(plan, done)).toEqual([])
  })

  it("brings back what a lost stage needs", () => {
    const done = keysOf("pretrain", "score")
    const lost = plan.runs.find((run) => run.arm === "MAE")?.stages["subtype.score"] ?? ""
    done.delete(lost)
    expect(missingStages(plan, done).map(({ kind }) => kind)).toEqual([
      "index",
      "preprocess",
      "embed",
      "probe",
      "score",
    ])
  })
})

describe("describePlan", () => {
  const { kinds, total, arms } = describePlan(plan, keysOf("index", "preprocess"))

  it("counts by kind", () => {
    expect(kinds.find(({ kind }) => kind === "preprocess")).toEqual({
      kind: "preprocess",
      naive: 6,
      different: 1,
      done: 1,
      toRun: 0,
    })
    expect(total).toEqual({ kind: "total", naive: 52, different: 42, done: 2, toRun: 40 })
  })

  it("shows the stages of every arm and seed", () => {
    expect(arms.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual([
      "scratch 0",
      "scratch 1",
      "MAE 0",
      "MAE 1",
      "M2-MAE 0",
      "M2-MAE 1",
    ])
    const index = arms[0]?.stages.find(({ role }) => role === "index")
    expect(index).toMatchObject({ state: "done", shared: true })
  })

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify({ kinds, total, arms }))).toEqual({ kinds, total, arms })
  })
})
