import { describe, expect, it } from "vitest"
import { pastOf } from "../../runtime/cost/past.ts"
import { attempt } from "../ledger/attempt.ts"

/** 10 steps in 60 s; two steps a second while it trained. */
const trained = (flops: number, rate: number | null = 2) => ({
  ...attempt,
  progress: { step: 10, steps: 10, rate, loss: null, flops },
})

/** An attempt of 3 s without steps. */
const short = {
  ...attempt,
  kind: "index",
  started: "2026-01-01T00:00:00.000Z",
  ended: "2026-01-01T00:00:03.000Z",
  progress: null,
}

describe("pastOf", () => {
  it("prefers attempts with the same work in a step, then those of the kind", () => {
    const past = pastOf([trained(1e9), trained(4e9)], "cpu", "here")
    expect(past.speed("pretrain", "flops", 1e9)).toEqual({
      perSecond: 2e9,
      slowest: 2e9,
      fastest: 2e9,
      sameWork: true,
      beyond: 0.25,
    })
    expect(past.speed("pretrain", "flops", 8e9)).toEqual({
      perSecond: 5e9,
      slowest: 2e9,
      fastest: 8e9,
      sameWork: false,
      beyond: 2,
    })
    expect(past.speed("finetune", "flops", 1e9)).toBeUndefined()
  })

  it("takes for start-up what an attempt took beside its steps", () => {
    // 60 s less 10 steps of half a second.
    expect(pastOf([trained(1e9)], "cpu", "here").startUp("pretrain")).toBe(55)
    expect(pastOf([short], "cpu", "here").startUp("index")).toBe(3)
    // Of a kind without a past: as others.
    expect(pastOf([short], "cpu", "here").startUp("pretrain")).toBe(3)
  })

  it("takes the time of the attempt without its start-up where the stage tells no rate", () => {
    const past = pastOf([trained(6e9, null), short], "cpu", "here")
    // 10 steps of 6e9 in 60 s less the 3 s that a process takes.
    expect(past.speed("pretrain", "flops", 6e9)?.perSecond).toBeCloseTo(60e9 / 57)
  })

  it("counts voxels where there are no operations", () => {
    const progress = { step: 10, steps: 10, rate: null, loss: null, voxels: 2e6 }
    const past = pastOf([{ ...attempt, kind: "preprocess", progress }], "cpu", "here")
    expect(past.speed("preprocess", "voxels", 4e6)).toMatchObject({ sameWork: false, beyond: 2 })
    expect(past.speed("preprocess", "voxels", 4e6)?.perSecond).toBeCloseTo(20e6 / 60)
    expect(past.speed("preprocess", "flops", 4e6)).toBeUndefined()
  })

  it("knows nothing of other devices, other machines, and attempts that did not end well", () => {
    const others = [
      { ...trained(1e9), device: "cuda" },
      { ...trained(1e9), host: "elsewhere" },
      { ...trained(1e9), outcome: "failed" as const },
    ]
    const past = pastOf(others, "cpu", "here")
    expect(past.speed("pretrain", "flops", 1e9)).toBeUndefined()
    expect(past.memory("pretrain", 1e9)).toBeUndefined()
    expect(past.startUp("pretrain")).toBeUndefined()
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
