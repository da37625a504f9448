import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { play, type Choice, type Judgement, type Work } from "./world.ts"

/** Every order of steps of the actors, states that were seen before left out. */
const explore = (
  actors: readonly string[],
  judgement: Judgement,
  work: Work,
  before: readonly (readonly [number, string])[],
  stops: number,
) => {
  const seen = new Set<string>()
  const violations = new Set<string>()
  let ends = 0
  const visit = (choices: readonly Choice[], left: number): void => {
    const {
      state,
      waiting,
      violations: found,
      isStuck,
    } = play(actors, judgement, work, choices, before)
    for (const each of found) violations.add(each)
    if (isStuck) violations.add("an actor waits for ever")
    if (seen.has(`${state}${left}`)) return
    seen.add(`${state}${left}`)
    if (waiting.length === 0) ends++
    for (const actor of waiting) {
      visit([...choices, { actor, stops: false }], left)
      if (left > 0) visit([...choices, { actor, stops: true }], left - 1)
    }
  }
  visit([], stops)
  return { states: seen.size, ends, violations: [...violations] }
}

const stale = [[3, "gone"]] as const

describe("the lease's protocol, in every order of the steps of two runners", () => {
  it.each<readonly [string, Judgement, readonly (readonly [number, string])[], number]>([
    ["a free lease", "knows who stopped", [], 1],
    ["a stale lease", "knows who stopped", stale, 1],
    ["a free lease, each thinks that the other has stopped", "thinks everybody stopped", [], 0],
    ["a stale lease, each thinks that the other has stopped", "thinks everybody stopped", stale, 0],
  ])("%s", { timeout: 120_000 }, (_, judgement, before, stops) => {
    const { states, ends, violations } = explore(["a", "b"], judgement, "seals", before, stops)
    expect(violations).toEqual([])
    expect(states).toBeGreaterThan(300)
    expect(ends).toBeGreaterThan(10)
  })
})

it(
  "three takers of a stale lease, none of which seals: one holds it at a time",
  { timeout: 120_000 },
  () => {
    const actors = ["a", "b", "c"]
    const { states, violations } = explore(actors, "knows who stopped", "fails", stale, 0)
    expect(violations).toEqual([])
    expect(states).toBeGreaterThan(1000)
  },
)

describe("the lease's protocol, in random orders of the steps of four runners", () => {
  it.each<Judgement>(["knows who stopped", "thinks everybody stopped"])(
    "one that %s",
    { timeout: 120_000 },
    (judgement) => {
      const actors = ["a", "b", "c", "d"]
      fc.assert(
        fc.property(
          fc.constantFrom([], stale),
          fc.infiniteStream(fc.record({ pick: fc.nat(999), stop: fc.nat(40) })),
          (before, draws) => {
            const choices: Choice[] = []
            for (const { pick, stop } of draws) {
              const { waiting, violations } = play(actors, judgement, "seals", choices, before)
              expect(violations).toEqual([])
              const actor = waiting[pick % Math.max(1, waiting.length)]
              if (actor === undefined) return
              choices.push({ actor, stops: stop === 0 && waiting.length > 1 })
            }
          },
        ),
        { numRuns: 400 },
      )
    },
  )
})
