import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { tsne } from "../../../dsl/index.ts"
import { drawTsne } from "../../../reports/figures/tsne.ts"
import { awkward, study } from "../study.ts"
import { textsOf } from "./pictures.ts"

const figure = tsne({ name: "figure10", study, label: "subtype", perplexity: 2 })

const point = (subject: string, truth: 0 | 1 | null) => ({ subject, x: 1, y: 2, truth })

describe("a figure of t-SNE", () => {
  it("has a panel an arm, and colours the classes and those without one", async () => {
    const { svg, notes } = await Effect.runPromise(
      drawTsne(figure, [
        { arm: "scratch", perplexity: 2, points: [point("a", 0), point("b", 1), point("c", null)] },
        { arm: "MAE", perplexity: 1, points: [point("a", 0)] },
      ]),
    )
    const texts = textsOf(svg)
    for (const text of ["scratch", "MAE", "subtype = 0", "subtype = 1", "subtype unknown"])
      expect(texts).toContain(text)
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(4)
    expect(notes[0]).toContain("perplexity 2, layout seed 0")
    expect(notes[1]).toBe("MAE: perplexity 1.0, as 1 subjects allow no more.")
    expect(notes.at(-1)).toBe(`Not embedded yet, and not drawn: ${awkward}.`)
  })

  it("calls and paints classes as it is told", async () => {
    const classes = [
      { title: "LGG", colour: "#1f4ed8" },
      { title: "HGG", colour: "#d62728" },
    ] as const
    const points = [point("a", 0), point("b", 1)]
    const { svg } = await Effect.runPromise(
      drawTsne({ ...figure, classes }, [{ arm: "MAE", perplexity: 2, points }]),
    )
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["LGG", "HGG"]))
    for (const { colour } of classes) expect(svg).toContain(`fill="${colour}"`)
  })

  it("is refused where no arm is embedded", async () => {
    const error = await Effect.runPromise(Effect.flip(drawTsne(figure, [])))
    expect(error.message).toContain("figure figure10 has no features")
  })
})
