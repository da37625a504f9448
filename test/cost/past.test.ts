import { describe, expect, it } from "vitest"
import { pastOf } from "../../runtime/cost/past.ts"
import { attempt } from "../ledger/attempt.ts"

/** 10 steps in 60 s; two steps a second while it trained. */
const trained = (flops: number, rate: number | null = 2) => ({
  ...attempt,
  progress: { step: 10, steps: 10, rate, loss: null, flops },
})

describe("pastOf", () => {
  it("prefers attempts with the same graph, then those of the kind", () => {
    const past = pastOf([trained(1e9), trained(4e9)], "cpu", "here")
    expect(past.speed("pretrain", 1e9)).toEqual({ perSecond: 2e9, sameGraph: true })
    expect(past.speed("pretrain", 2e9)).toEqual({ perSecond: 5e9, sameGraph: false })
    expect(past.speed("finetune", 1e9)).toBeUndefined()
  })

  it("takes the time of the attempt where the stage tells no rate", () => {
    const past = pastOf([trained(6e9, null)], "cpu", "here")
    expect(past.speed("pretrain", 6e9)?.perSecond).toBeCloseTo(1e9)
    expect(past.seconds("pretrain")).toEqual({ step: 6, stage: 60 })
  })

  it("knows nothing of other devices, other machines, and attempts that did not end well", () => {
    const others = [
      { ...trained(1e9), device: "cuda" },
      { ...trained(1e9), host: "elsewhere" },
      { ...trained(1e9), outcome: "failed" as const },
    ]
    const past = pastOf(others, "cpu", "here")
    expect(past.speed("pretrain", 1e9)).toBeUndefined()
    expect(past.memory("pretrain", 1e9)).toBeUndefined()
    expect(past.seconds("pretrain")).toEqual({})
  })

  it("takes memory from the same graph alone", () => {
    const past = pastOf([trained(1e9)], "cpu", "here")
    expect(past.memory("pretrain", 1e9)).toBe(2e9)
    expect(past.memory("pretrain", 2e9)).toBeUndefined()
  })

  it("counts what a stage takes beside its steps", () => {
    // 10 steps of half a second in 60 s.
    expect(pastOf([trained(1e9)], "cpu", "here").startUp("pretrain")).toBe(55)
    expect(pastOf([trained(1e9, null)], "cpu", "here").startUp("pretrain")).toBeUndefined()
  })
})
