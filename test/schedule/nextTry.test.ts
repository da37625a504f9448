import { describe, expect, it } from "vitest"
import { fault } from "../../dsl/fault.ts"
import type { Ending } from "../../runtime/executors/job.ts"
import type { Finished } from "../../runtime/schedule/finishJob.ts"
import { nextTry, noTries, type Tries } from "../../runtime/schedule/nextTry.ts"
import { stageNamed } from "./fixtures/stages.ts"

const stage = stageNamed("stage", [])

const finished = (ending: Ending, step = 0): Finished => ({
  ended: { event: "ended", ending, exit: null, usage: { peakMemory: null, peakGpuMemory: null } },
  step,
  seconds: 10,
  log: "a.log",
  room: null,
  hadAll: false,
  folder: null,
})

/** What becomes of a stage whose attempts all end alike, each so many steps farther; as the table in docs/runtime.md has it. */
const attemptsOf = (ending: Ending, farther: number, most = 10) => {
  let tries: Tries = noTries
  for (let attempt = 1; attempt <= most; attempt++) {
    const next = nextTry(stage, tries, finished(ending, attempt * farther))
    if ("result" in next) return { attempts: attempt, result: next.result }
    tries = next.again
  }
  return { attempts: most, seconds: tries.seconds }
}

describe("a stage is tried again", () => {
  it("twice where its job dies or is lost", () => {
    for (const state of ["crashed", "lost"] as const) {
      const { attempts, result } = attemptsOf({ state, reason: "is gone" }, 1)
      expect(attempts).toBe(3)
      expect(result).toMatchObject({ state: "failed", log: "a.log" })
    }
  })

  it("always where it had to make way, and its seconds at work add up", () => {
    expect(attemptsOf({ state: "preempted", reason: "a more urgent job" }, 0)).toEqual({
      attempts: 10,
      seconds: 100,
    })
  })

  it("after a time limit as long as it comes farther", () => {
    const ending = { state: "timedOut", reason: "1 h" } as const
    expect(attemptsOf(ending, 5).attempts).toBe(10)
    const { attempts, result } = attemptsOf(ending, 0)
    expect(attempts).toBe(1)
    expect(result).toMatchObject({ faults: [{ hint: "ask for more time" }] })
  })

  it("never where it was cancelled, or said what is wrong", () => {
    const cancelled = attemptsOf({ state: "cancelled", reason: "by root" }, 1)
    expect(cancelled.attempts).toBe(1)
    expect(cancelled.result).toMatchObject({
      faults: [{ what: "stage: its job was cancelled: by root" }],
    })
    const faults = [fault({ what: "the loss is NaN" })]
    expect(attemptsOf({ state: "failed", faults }, 1).result).toMatchObject({ faults })
  })
})
