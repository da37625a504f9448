import { Resvg } from "@resvg/resvg-js"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { drawReconstructions } from "../../../reports/figures/reconstructions.ts"
import type { ReconstructionSlice } from "../../../reports/figures/reconstructionSlice.ts"
import { picturesOf, textsOf } from "./pictures.ts"

const slice = (
  arm: string,
  kind: ReconstructionSlice["kind"],
  data: readonly number[],
): ReconstructionSlice => ({
  arm,
  subject: "p<1>",
  modality: "t1c",
  kind,
  width: 2,
  height: 2,
  data: Float32Array.from(data),
})

const slices = [
  slice("MAE", "original", [0, -1, 1, 3]),
  slice("MAE", "masked", [0, -1, 0, 3]),
  slice("MAE", "reconstructed", [1, -5, 1, 9]),
  slice("M²-MAE", "masked", [0, 0, 0, 0]),
]

const draw = (given: readonly ReconstructionSlice[]) =>
  drawReconstructions({ name: "f", caption: "", slices: given })

describe("reconstructions", () => {
  const figure = Result.getOrThrow(draw(slices))
  const pictures = picturesOf(figure.svg)

  it("shows one window for a modality: its original's", () => {
    // NumPy: percentile([-1, 1, 3], [0.5, 99.5]) = -0.98, 2.98; 1 lies in the middle: 127.5.
    expect(pictures.map(({ title }) => title)).toEqual([
      "original, t1c, p&lt;1&gt;",
      "MAE, masked, t1c, p&lt;1&gt;",
      "MAE, reconstructed, t1c, p&lt;1&gt;",
      "M²-MAE, masked, t1c, p&lt;1&gt;",
    ])
    expect(pictures.map(({ pixels }) => pixels)).toEqual([
      [0, 0, 128, 255],
      [0, 0, 0, 255],
      [0, 0, 128, 255],
      [0, 0, 0, 0],
    ])
  })

  it("has mean and deviation of each slice within the body as records", () => {
    // NumPy: mean and std (ddof 1) of [-1, 1, 3] and of [-5, 1, 9].
    const [head, original, , reconstructed] = figure.records ?? []
    expect(head?.slice(0, 7)).toEqual([
      "subject",
      "modality",
      "arm",
      "kind",
      "pixels",
      "mean",
      "std",
    ])
    expect(original?.slice(2, 7)).toEqual([null, "original", 3, 1, 2])
    expect(reconstructed?.slice(2, 6)).toEqual(["MAE", "reconstructed", 3, 5 / 3])
    expect(reconstructed?.[6]).toBeCloseTo(7.023769, 5)
  })

  it("paints what the expert drew over the last modality, and says what colours mean", () => {
    const expert = {
      regions: { regions: { WT: [1, 2], ET: [2] }, shown: ["WT", "ET"] },
      planes: [
        {
          subject: "p<1>",
          masks: [
            { region: "WT", mask: Uint8Array.of(0, 1, 1, 0) },
            { region: "ET", mask: Uint8Array.of(0, 0, 1, 0) },
          ],
        },
      ],
    }
    const drawn = Result.getOrThrow(drawReconstructions({ name: "f", caption: "", slices, expert }))
    expect(picturesOf(drawn.svg).map(({ title }) => title)).toContain("expert, p&lt;1&gt;")
    expect(textsOf(drawn.svg)).toEqual(
      expect.arrayContaining(["expert", "WT outside ET", "enhancing tumour (ET)"]),
    )
    const [plane] = expert.planes
    const short = {
      ...expert,
      planes: [
        {
          subject: "p<1>",
          masks: (plane?.masks ?? []).map(({ region }) => ({ region, mask: Uint8Array.of(1) })),
        },
      ],
    }
    const refused = drawReconstructions({ name: "f", caption: "", slices, expert: short })
    expect(Result.isFailure(refused) && refused.failure.message).toContain(
      "WT of the expert: 1 pixels",
    )
  })

  it("names subject, modality, rows and arms, and says what is missing", () => {
    expect(textsOf(figure.svg).toSorted()).toEqual(
      [
        "M²-MAE",
        "M²-MAE",
        "MAE",
        "MAE",
        "masked",
        "masked",
        "missing",
        "original",
        "p&lt;1&gt;",
        "reconstructed",
        "reconstructed",
        "t1c",
      ].toSorted(),
    )
  })

  it("draws text into the PNG without a font of the machine", () => {
    const dark = (svg: string): number =>
      [
        ...new Resvg(svg, { background: "#ffffff", font: { loadSystemFonts: false } }).render()
          .pixels,
      ].filter((value, index) => index % 4 === 0 && value < 128).length
    const png = Buffer.from(figure.png).toString("base64")
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(figure.svg) ?? []
    const shown = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="30"><image width="${width}" height="${height}" href="data:image/png;base64,${png}"/></svg>`
    expect(dark(shown)).toBeGreaterThan(20)
  })

  it("is the same again", () => {
    expect(Result.getOrThrow(draw(slices))).toEqual(figure)
  })

  it("refuses what is no image, all faults at once", () => {
    const result = draw([
      slice("MAE", "original", [0, NaN, 1, 3]),
      { ...slice("MAE", "masked", [0, 1]), width: 3 },
    ])
    const faults = Result.isFailure(result) ? result.failure.faults.map(({ what }) => what) : []
    expect(faults).toEqual([
      "original slice of t1c, p<1>, MAE holds NaN",
      "masked slice of t1c, p<1>, MAE: 2 pixels",
      "slices of 2 x 2 and 3 x 2 pixels",
    ])
    expect(Result.isFailure(draw([]))).toBe(true)
  })
})
