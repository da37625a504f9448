import { describe, expect, it } from "vitest"
import { ratedProgress } from "../../../runtime/executors/local/ratedProgress.ts"

describe("ratedProgress", () => {
  it("gives the rate since the first line, of steps that are under way too", () => {
    const rated = ratedProgress()
    expect(rated({ step: 0.25 }, 1000)).toEqual({ step: 0.25 })
    // Half a step in two seconds.
    expect(rated({ step: 0.75 }, 3000)).toEqual({ step: 0.75, rate: 0.25 })
    expect(rated({ step: 1 }, 4000)).toEqual({ step: 1, rate: 0.25 })
  })

  it("leaves a rate that the stage knows", () => {
    const rated = ratedProgress()
    rated({ step: 1 }, 0)
    expect(rated({ step: 2, rate: 7 }, 1000)).toEqual({ step: 2, rate: 7 })
  })

  it("leaves out lines within a step that come soon after another, and no whole step", () => {
    const rated = ratedProgress()
    rated({ step: 0.1 }, 0)
    expect(rated({ step: 0.2 }, 900)).toBeNull()
    expect(rated({ step: 1 }, 901)).toEqual({ step: 1, rate: expect.closeTo(0.9 / 0.901, 6) })
  })
})
