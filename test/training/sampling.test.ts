import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../runtime/training/sampling.ts"

const passes = fc.record({
  subjects: fc.integer({ min: 1, max: 9 }),
  crops: fc.integer({ min: 1, max: 3 }),
  epochs: fc.integer({ min: 1, max: 4 }),
  batch: fc.integer({ min: 1, max: 5 }),
})

describe("samplesOf", () => {
  it("gives whole batches, and no crop twice in an epoch that has enough", () => {
    fc.assert(
      fc.property(passes, fc.nat(), (pass, seed) => {
        const steps = Array.from({ length: totalSteps(pass) }, (_, at) =>
          samplesOf(pass, seed, at + 1),
        )
        expect(steps.every((samples) => samples.length === pass.batch)).toBe(true)
        for (let epoch = 0; epoch < pass.epochs; epoch++) {
          const own = steps.flat().filter((sample) => sample.epoch === epoch)
          expect(own).toHaveLength(stepsPerEpoch(pass) * pass.batch)
          const different = new Set(own.map(({ subject, crop }) => `${subject} ${crop}`))
          expect(different.size).toBe(Math.min(own.length, pass.subjects * pass.crops))
        }
      }),
    )
  })

  it("depends on the seed and the step, not on what was asked before", () => {
    const pass = { subjects: 8, crops: 2, epochs: 3, batch: 4 }
    const late = samplesOf(pass, 5, 9)
    samplesOf(pass, 5, 1)
    expect(samplesOf(pass, 5, 9)).toEqual(late)
    expect(samplesOf(pass, 6, 9)).not.toEqual(late)
  })
})
