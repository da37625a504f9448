import { describe, expect, it } from "vitest"
import { epochLog, trainingBegins } from "../../runtime/training/epochLog.ts"

/** 6 crops an epoch in batches of 2: three steps. */
const passes = { subjects: 3, crops: 2, epochs: 4, batch: 2 }

describe("the log of a training", () => {
  it("says what it is about to do, and where it goes on", () => {
    expect(trainingBegins(passes, 0, "cpu with 2 threads")).toBe(
      "trains 4 epochs of 3 steps on cpu with 2 threads: batches of 2, 2 of each of 3 subjects an epoch",
    )
    expect(trainingBegins(passes, 7, "cuda")).toMatch(/, goes on from the checkpoint at step 7$/)
  })

  it("has a line an epoch: mean losses, rate, data seen", () => {
    const lineOf = epochLog(passes, 0)
    const step = (at: number, loss: number, subjects: readonly string[]) =>
      lineOf({ step: at, terms: { loss }, subjects, now: at * 500, waited: 100 })
    expect(step(1, 3, ["a", "b"])).toBeNull()
    expect(step(2, 2, ["c", "a"])).toBeNull()
    // The mean of 3, 2 and 1; three steps in 1.5 s.
    expect(step(3, 1, ["b", "c"])).toBe(
      "epoch 1 of 4, step 3: loss 2.0000; 2.00 steps/s, 0 s waited for data; 6 drawn from 3 subjects so far",
    )
    step(4, 1, ["a"])
    step(5, 1, ["a"])
    expect(step(6, 4, ["a"])).toContain("epoch 2 of 4, step 6: loss 2.0000;")
  })

  it("of a training that goes on within an epoch is over the steps since", () => {
    const lineOf = epochLog(passes, 0)
    expect(
      lineOf({ step: 3, terms: { loss: 5 }, subjects: ["a", "b"], now: 1000, waited: 0 }),
    ).toContain("epoch 1 of 4, step 3: loss 5.0000; 1.00 steps/s")
  })
})
