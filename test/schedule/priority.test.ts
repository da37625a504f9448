import { describe, expect, it } from "vitest"
import { priorities } from "../../runtime/schedule/priority.ts"
import { planOf, threeArms } from "../plan/study.ts"

describe("priorities", () => {
  const { stages } = planOf([threeArms()])
  const most = (of: ReadonlyMap<string, number>, kind: string) =>
    Math.max(...stages.filter((stage) => stage.kind === kind).map(({ key }) => of.get(key) ?? 0))

  it("is more for a stage than for whatever needs it, even if nothing is known", () => {
    const priority = priorities(stages, () => null)
    for (const stage of stages)
      for (const input of Object.values(stage.inputs))
        expect(priority.get(input)).toBeGreaterThan(priority.get(stage.key) ?? Infinity)
  })

  it("is the seconds on the longest path to the end", () => {
    const seconds: Readonly<Record<string, number>> = { pretrain: 100, finetune: 7, embed: 50 }
    const priority = priorities(stages, ({ kind }) => seconds[kind] ?? 0)
    expect(most(priority, "score")).toBe(0)
    expect(most(priority, "finetune")).toBe(7)
    // The way over the features is longer than the one over fine-tuning.
    expect(most(priority, "pretrain")).toBe(150)
    expect(most(priority, "index")).toBe(150)
  })
})
