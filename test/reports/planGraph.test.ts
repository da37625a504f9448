import { describe, expect, it } from "vitest"
import { planGraph, type PlannedStage } from "../../reports/planGraph.ts"

const stage = (
  key: string,
  arms: readonly string[],
  ...inputs: readonly string[]
): PlannedStage => ({
  key,
  kind: key.replace(/\d+/, ""),
  arms,
  inputs,
  isDone: !key.startsWith("score"),
})

/** Two arms share the data; one of them trains with two seeds. */
const small = [
  stage("data0", ["MAE", "Scratch"]),
  stage("train0", ["MAE"], "data0"),
  stage("train1", ["MAE"], "data0"),
  stage("train2", ["Scratch"], "data0"),
  stage("score0", ["MAE"], "train0", "data0"),
]

describe("the plan's graph", () => {
  it("has a box for the stages of a kind that the same arms use, and a line for what they read, not twice for what another box has read", () => {
    const svg = planGraph(small)
    expect(svg.match(/<rect/g)).toHaveLength(4)
    expect(svg.match(/<path/g)).toHaveLength(3)
    expect(svg).toContain(">MAE, Scratch<")
    expect(svg).toContain(">2 of 2 done<")
    expect(svg).toContain(">0 of 1 done<")
    expect(svg).toContain("data, then train, then score")
  })

  it("fills what several arms share, and nothing else", () => {
    expect(planGraph(small).match(/#e3edf7/g)).toHaveLength(1)
  })

  it("draws the stages of 1,000 arms as one box a kind", () => {
    const arms = Array.from({ length: 1000 }, (_, index) => `arm <${index}>`)
    const svg = planGraph([
      stage("data0", arms),
      ...arms.map((arm, index) => stage(`train${index}`, [arm], "data0")),
    ])
    expect(svg.match(/<rect/g)).toHaveLength(2)
    expect(svg).toContain(">1000 of 1000 done<")
    expect(svg.length).toBeLessThan(4000)
  })
})
