import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { curvesOf, resolution, type History } from "../../../reports/figures/history.ts"
import { drawLosses } from "../../../reports/figures/losses.ts"
import { textsOf } from "./pictures.ts"

const history = (arm: string, seed: number, values: readonly number[], term = "mse"): History => ({
  arm,
  seed,
  stage: "pretrain",
  term,
  steps: values.map((_, index) => index + 1),
  values,
})

describe("curvesOf", () => {
  it("has each seed, and their mean at the steps that all have", () => {
    const [curves] = curvesOf([history("MAE", 0, [4, 2]), history("MAE", 1, [2, 1, 1])])
    const of = (seed: number | null) =>
      curves?.points.filter((point) => point.seed === seed).map(({ value }) => value)
    expect([of(0), of(1), of(null)]).toEqual([
      [4, 2],
      [2, 1, 1],
      [3, 1.5],
    ])
  })

  it("averages neighbours of long histories, and says how many", () => {
    const long = Array.from({ length: resolution * 2 }, (_, index) => index)
    const [curves] = curvesOf([history("MAE", 0, long)])
    const points = curves?.points.filter(({ seed }) => seed === 0) ?? []
    expect(curves?.averaged).toBe(2)
    expect(points).toHaveLength(resolution)
    expect(points[1]).toMatchObject({ step: 4, value: 2.5 })
  })
})

it("draws a panel a term and names the arms", () =>
  Effect.gen(function* () {
    const histories = [
      history("M²-MAE & more", 0, [3, 2, NaN]),
      history("M²-MAE & more", 0, [1, 2, 3], "pbt"),
      history("MAE", 0, [3, 1, 1]),
    ]
    const figure = yield* drawLosses({ name: "f", caption: "", histories })
    expect(textsOf(figure.svg)).toEqual(
      expect.arrayContaining([
        "pretrain: mse",
        "pretrain: pbt",
        "M²-MAE &amp; more",
        "MAE",
        "step",
      ]),
    )
    expect(figure.notes).toContain("1 logged values are not finite and are not drawn.")
    expect(figure.svg).not.toContain("NaN")
    expect(figure).toEqual(yield* drawLosses({ name: "f", caption: "", histories }))
  }).pipe(Effect.runPromise))

it("refuses a figure without a single loss", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(
      drawLosses({ name: "f", caption: "", histories: [history("MAE", 0, [NaN])] }),
    )
    expect(error.message).toContain("figure f has no losses")
  }).pipe(Effect.runPromise))
