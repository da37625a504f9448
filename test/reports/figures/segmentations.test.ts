import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { overlay, regionPaints } from "../../../reports/figures/overlay.ts"
import { foregroundBox, largestPlane } from "../../../reports/figures/plane.ts"
import { drawSegmentations } from "../../../reports/figures/segmentations.ts"
import { picturesOf, textsOf } from "./pictures.ts"

const brats = { WT: [1, 2, 3], TC: [1, 3], ET: [3] }

describe("regionPaints", () => {
  it("paints outer regions first: oedema green, necrosis red, enhancing yellow (Figure 1)", () => {
    const paints = regionPaints({ regions: brats, shown: ["ET", "WT", "TC"] })
    expect(paints.map(({ region, legend }) => [region, legend])).toEqual([
      ["WT", "oedema (ED)"],
      ["TC", "necrotic core (NCR)"],
      ["ET", "enhancing tumour (ET)"],
    ])
    const hues = paints.map(({ colour: [red, green, blue] }) => {
      if (green > 1.5 * red) return "green"
      return green > 200 && blue < 100 ? "yellow" : "red"
    })
    expect(hues).toEqual(["green", "red", "yellow"])
  })

  it("calls regions as the experiment does (Table I's names of the lung's)", () => {
    const paints = regionPaints({
      regions: { cavity: [1, 2], defect: [2] },
      shown: ["cavity", "defect"],
      titles: { cavity: "TC", defect: "VD" },
    })
    expect(paints.map(({ legend }) => legend)).toEqual(["TC outside VD", "VD"])
  })

  it("keeps the names of regions that lie side by side (PI-CAI)", () => {
    const paints = regionPaints({ regions: { TZ: [2], PZ: [1] }, shown: ["TZ", "PZ"] })
    expect(paints.map(({ legend }) => legend)).toEqual(["TZ", "PZ"])
  })
})

describe("overlay", () => {
  it("leaves grey alone outside, and mixes edges and insides by their opacity", () => {
    const paints = [{ region: "WT", colour: [0, 200, 0] as const, legend: "" }]
    const mask = Uint8Array.from({ length: 25 }, (_, index) => (index === 24 ? 0 : 1))
    const grey = new Uint8Array(25).fill(100)
    const { data } = overlay({ width: 5, height: 5, grey }, [{ region: "WT", mask }], paints)
    const pixel = (index: number) => [...data.subarray(index * 3, index * 3 + 3)]
    expect(pixel(24)).toEqual([100, 100, 100])
    // Inside: 100 * 0.65 + 200 * 0.35 = 135; edge: 100 * 0.1 + 200 * 0.9 = 190.
    expect(pixel(12)).toEqual([65, 135, 65])
    expect(pixel(0)).toEqual([10, 190, 10])
    expect(pixel(23)).toEqual([10, 190, 10])
  })
})

describe("planes", () => {
  it("takes the first plane with the most lesion, the middle one without any", () => {
    const mask = Uint8Array.of(0, 0, 1, 0, 1, 1, 1, 1)
    expect(largestPlane(mask, [4, 1, 2])).toBe(2)
    expect(largestPlane(new Uint8Array(10), [5, 1, 2])).toBe(2)
  })

  it("finds the body with a margin inside the image", () => {
    const data = new Float32Array(5 * 4)
    data[1 * 5 + 2] = 1
    data[2 * 5 + 3] = -1
    expect(foregroundBox({ width: 5, height: 4, data }, 1)).toEqual({
      left: 1,
      top: 0,
      width: 4,
      height: 4,
    })
  })
})

describe("segmentations", () => {
  const pixels = 4
  const masks = (voxels: readonly number[]) => [{ region: "WT", mask: Uint8Array.from(voxels) }]
  const shown = {
    subject: "p1",
    modality: "t2f",
    width: 2,
    height: 2,
    data: Float32Array.of(1, 2, 3, 4),
    expert: masks([1, 0, 0, 0]),
    arms: [
      { arm: "scratch", masks: masks([0, 0, 0, 1]), dice: { WT: 0 } },
      { arm: "M²-MAE & more", masks: masks([1, 0, 0, 0]), dice: { WT: null } },
    ],
  }
  const options = { name: "f", caption: "", regions: { regions: brats, shown: ["WT"] } }
  const figure = Result.getOrThrow(drawSegmentations({ ...options, cases: [shown] }))

  it("colours each arm's own voxels over the same image", () => {
    const pictures = picturesOf(figure.svg)
    const coloured = pictures.map((picture) =>
      Array.from({ length: pixels }, (_, index) => {
        const [red, green] = [picture.pixels[index * 3], picture.pixels[index * 3 + 1]]
        return red === green ? 0 : 1
      }),
    )
    expect(pictures.map(({ title }) => title)).toEqual([
      "t2f, p1",
      "expert, p1",
      "scratch, p1",
      "M²-MAE &amp; more, p1",
    ])
    expect(coloured).toEqual([
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ])
  })

  it("prints names, Dice and a legend; a dropped Dice is a dash", () => {
    expect(textsOf(figure.svg)).toEqual([
      "t2f",
      "expert",
      "scratch",
      "M²-MAE &amp; more",
      "p1",
      "WT 0.0",
      "WT —",
      "WT",
    ])
  })

  it("names regions as the experiment does, and by their names in the records", () => {
    const regions = { ...options.regions, titles: { WT: "whole tumour" } }
    const { svg, records, description } = Result.getOrThrow(
      drawSegmentations({ ...options, regions, cases: [shown] }),
    )
    expect(textsOf(svg).slice(-3)).toEqual([
      "whole tumour 0.0",
      "whole tumour \u2014",
      "whole tumour",
    ])
    expect(description).toContain("Segmentations of whole tumour by")
    expect(records?.[1]?.[2]).toBe("WT")
  })

  it("has the Dice of each arm as records, a dropped one empty", () => {
    expect(figure.records).toEqual([
      ["subject", "arm", "region", "dice"],
      ["p1", "scratch", "WT", 0],
      ["p1", "M²-MAE & more", "WT", null],
    ])
  })

  it("draws a subject without labels: no expert, no Dice", () => {
    const arms = [{ arm: "scratch", masks: masks([0, 0, 0, 1]), dice: {} }]
    const cases = [{ ...shown, expert: null, arms }]
    const { svg, records } = Result.getOrThrow(drawSegmentations({ ...options, cases }))
    expect(textsOf(svg)).toEqual(["t2f", "expert", "scratch", "p1", "missing", "WT"])
    expect(records).toHaveLength(1)
  })

  it("refuses masks that do not fit the image", () => {
    const cases = [{ ...shown, expert: masks([1, 0]) }]
    const result = drawSegmentations({ ...options, cases })
    expect(Result.isFailure(result) && result.failure.faults[0]?.what).toBe(
      "WT of the expert: 2 pixels",
    )
  })
})
