import { describe, expect, it } from "vitest"
import type { StageCost } from "../../runtime/cost/stageCost.ts"
import { expectedMemory } from "../../runtime/schedule/expectedMemory.ts"
import type { Attempt } from "../../runtime/store/attempt.ts"
import { costOf, pastOf } from "./fixtures/past.ts"
import { stageNamed } from "./fixtures/stages.ts"

const stage = stageNamed("embed MAE", [])
const past = pastOf(stage, "cpu")

const cost = (memory: number | null, memoryMeasured: boolean, flops: number | null = 1e9) =>
  costOf(stage, { steps: 1, flops, memory, memoryMeasured })

const expected = (costs: readonly StageCost[], attempts: readonly Attempt[], device = "cpu") =>
  expectedMemory(costs, { attempts, host: "here", device })(stage)

describe("expectedMemory", () => {
  it("is what was measured with the same graph, before the graph's own estimate", () => {
    expect(expected([cost(2e9, true)], [])).toBe(2e9)
    // Beside its tensors a worker holds Node and ONNX Runtime: 0.2 to 0.3 GB.
    expect(expected([cost(2e9, false)], [])).toBe(2.3e9)
    expect(expected([cost(2e9, false)], [past({ key: stage.key, peakMemory: 1e9 })])).toBe(1e9)
  })

  it("of a stage without a graph is the most that its kind took on this host and device", () => {
    const attempts = [
      past({ progress: null, peakMemory: 3e8 }),
      past({ progress: null, peakMemory: 2e8 }),
      past({ progress: null, peakMemory: 9e9, host: "elsewhere" }),
      past({ progress: null, peakMemory: 9e9, device: "cuda" }),
    ]
    expect(expected([cost(null, false, null)], attempts)).toBe(3e8)
    expect(expected([], [])).toBeNull()
  })

  it("is more than a stage had when its memory ran out", () => {
    const ranOut = past({ key: stage.key, outcome: "outOfMemory", room: 4e9, peakMemory: 3.9e9 })
    expect(expected([cost(2e9, true)], [ranOut])).toBeGreaterThan(4e9)
  })

  it("takes no estimate of an accelerator's memory for the machine's", () => {
    expect(expected([cost(20e9, false)], [], "cuda")).toBeNull()
  })
})
