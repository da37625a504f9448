import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { targetVariance } from "../../../dsl/index.ts"
import { drawTargetVariance } from "../../../reports/figures/targetVariance.ts"
import { study } from "../study.ts"
import { textsOf } from "./pictures.ts"

const figure = targetVariance({ name: "figure3", study, ratios: [0.5, 0.75], samples: 4 })
const [first = "", second = ""] = study.arms.map(({ name }) => name)
const estimates = [
  { ratio: 0.5, variance: 0.2, standardError: 0.01 },
  { ratio: 0.75, variance: 0.3, standardError: 0.02 },
]

describe("a figure of Var(X_t)", () => {
  it("has a line an arm with its bars, and its numbers as records", async () => {
    const drawn = await Effect.runPromise(
      drawTargetVariance(figure, [{ arm: first, subjects: 5, estimates }]),
    )
    expect(textsOf(drawn.svg)).toContain("Var(X_t)")
    expect(drawn.notes[0]).toContain(`(${first}: 5)`)
    expect(drawn.notes[1]).toContain("4 draws each, seed 0")
    expect(drawn.notes.at(-1)).toContain(second)
    expect(drawn.records).toEqual([
      ["arm", "ratio", "variance", "standardError"],
      [first, 0.5, 0.2, 0.01],
      [first, 0.75, 0.3, 0.02],
    ])
  })

  it("is refused where nothing is estimated", async () => {
    const error = await Effect.runPromise(Effect.flip(drawTargetVariance(figure, [])))
    expect(error.message).toContain("figure figure3 has no estimates")
  })
})
