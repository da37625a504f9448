import { describe, expect, it } from "vitest"
import { remainingWork } from "../../runtime/schedule/priority.ts"
import { planOf, threeArms } from "../plan/study.ts"

describe("remainingWork", () => {
  const { stages } = planOf([threeArms()])
  const work = remainingWork(stages)

  it("is more for a stage than for whatever needs it", () => {
    for (const stage of stages)
      for (const input of Object.values(stage.inputs))
        expect(work.get(input)).toBeGreaterThan(work.get(stage.key) ?? Infinity)
  })

  it("puts pre-training before fine-tuning from scratch", () => {
    const most = (kind: string) =>
      Math.max(
        ...stages.filter((stage) => stage.kind === kind).map(({ key }) => work.get(key) ?? 0),
      )
    expect(most("pretrain")).toBeGreaterThan(most("finetune"))
  })
})
