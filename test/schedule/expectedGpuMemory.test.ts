import { describe, expect, it } from "vitest"
import { expectedGpuMemory } from "../../runtime/schedule/expectedMemory.ts"
import type { Attempt } from "../../runtime/store/attempt.ts"
import { preprocess } from "../../runtime/stages/preprocess/record.ts"
import { base } from "../plan/study.ts"
import { costOf, pastOf } from "./fixtures/past.ts"
import { stageNamed } from "./fixtures/stages.ts"

const place = { host: "here", device: "cuda" }
const stage = stageNamed("embed MAE", [])
const past = pastOf(stage, "cuda")

const progress = (flops: number) => ({ step: 5, steps: 5, rate: null, loss: null, flops })

const expected = (attempts: readonly Attempt[], of = stage) =>
  expectedGpuMemory([costOf(stage, { steps: 10, flops: 1e10 })], { attempts, ...place })(of)

describe("expectedGpuMemory", () => {
  it("is the most that the stage itself took when it ended well", () => {
    const own = { key: stage.key }
    expect(
      expected([
        past({ ...own, peakGpuMemory: 2e9 }),
        past({ ...own, peakGpuMemory: 3e9 }),
        past({ ...own, peakGpuMemory: 9e9, outcome: "outOfMemory" }),
        past({ ...own, peakGpuMemory: 9e9, host: "elsewhere" }),
        past({ progress: progress(1e9), peakGpuMemory: 9e9 }),
      ]),
    ).toBe(3e9)
  })

  it("else what one with the same operations a step took", () => {
    expect(
      expected([
        past({ progress: progress(1e9), peakGpuMemory: 4e9 }),
        past({ progress: progress(2e9), peakGpuMemory: 8e9 }),
        past({ progress: progress(1e9), peakGpuMemory: 8e9, kind: "finetune" }),
      ]),
    ).toBe(4e9)
  })

  it("is not known of one that was never measured, and nothing where no device is used", () => {
    expect(expected([past({ progress: progress(1e9) })])).toBeNull()
    const { dataset } = base
    const onHost = { ...stage, kind: "preprocess", configured: preprocess.of({ dataset }) }
    expect(expected([], onHost)).toBe(0)
  })
})
