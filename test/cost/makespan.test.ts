import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { makespan } from "../../runtime/cost/makespan.ts"
import type { Job } from "../../runtime/plan/criticalPath.ts"

/** Jobs that wait for some of those before them. */
const graphs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.array(fc.nat(), { maxLength: 3 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) =>
    rows.map(([seconds, after], index): Job => ({
      key: String(index),
      seconds,
      after: index === 0 ? [] : [...new Set(after.map((number) => String(number % index)))],
    })),
  )

const workOf = (jobs: readonly Job[]) => jobs.reduce((sum, { seconds }) => sum + seconds, 0)

const longestPath = (jobs: readonly Job[]): number => {
  const ends = new Map<string, number>()
  for (const { key, seconds, after } of jobs)
    ends.set(key, seconds + Math.max(0, ...after.map((earlier) => ends.get(earlier) ?? 0)))
  return Math.max(...ends.values())
}

describe("makespan", () => {
  it("is all the work with one slot, the longest path with a slot for each", () => {
    fc.assert(
      fc.property(graphs, (jobs) => {
        expect(makespan(jobs, 1)).toBe(workOf(jobs))
        expect(makespan(jobs, jobs.length)).toBe(longestPath(jobs))
      }),
    )
  })

  it("lies within Graham's bound of list scheduling (1969)", () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 2, max: 6 }), (jobs, slots) => {
        const found = makespan(jobs, slots)
        const path = longestPath(jobs)
        expect(found).toBeGreaterThanOrEqual(Math.max(path, workOf(jobs) / slots))
        expect(found).toBeLessThanOrEqual(workOf(jobs) / slots + (1 - 1 / slots) * path + 1e-9)
      }),
    )
  })

  it("gives a job several slots at once, all where it asks for more than there are", () => {
    const job = (key: string, seconds: number, slots: number) => ({
      key,
      seconds,
      slots,
      after: [],
    })
    // The longest first on all four, then two pairs side by side.
    const jobs = [job("a", 5, 4), job("b", 3, 2), job("c", 2, 2)]
    expect(makespan(jobs, 4)).toBe(5 + 3)
    expect(makespan(jobs, 2)).toBe(5 + 3 + 2)
  })

  it("does not wait for what is done already", () => {
    expect(makespan([{ key: "a", seconds: 3, after: ["done"] }], 1)).toBe(3)
  })
})
