import { describe, expect, it } from "vitest"
import { labelRuleFaults, labelSteps } from "../../dsl/labelRule.ts"

const brats = { WT: [1, 2, 3], TC: [1, 3], ET: [3] }

describe("the values that regions write", () => {
  // The challenge's values: 2 oedema is in WT alone, 1 necrotic core in TC too, 3 in all three.
  it("are those of BraTS, the smaller region over the larger one", () => {
    expect(labelSteps(["ET", "WT", "TC"], brats)).toEqual([
      { region: 1, value: 2, open: [] },
      { region: 2, value: 1, open: [] },
      { region: 0, value: 3, open: [] },
    ])
  })

  it("name what is left open, and are in no other region then", () => {
    expect(labelSteps(["WT", "ET"], brats)).toEqual([
      { region: 0, value: 1, open: [1, 2] },
      { region: 1, value: 3, open: [] },
    ])
    expect(labelSteps(["a", "b"], { a: [1, 2, 3], b: [2] })).toMatchObject([
      { value: 1, open: [1, 3] },
      { value: 2 },
    ])
  })
})

describe("a rule", () => {
  const faults = (
    values: Readonly<Record<string, readonly number[]>>,
    rule: "nested" | "argmax" | "independent",
  ) => labelRuleFaults(Object.keys(values), values, rule, "rule").map(({ what }) => what)

  it("refuses regions that a value a voxel cannot hold", () => {
    const across = { a: [1, 2], b: [2, 3] }
    expect(faults(across, "nested")).toEqual([
      "the regions a and b share label values, and neither lies in the other",
    ])
    expect(faults({ a: [1], b: [1] }, "nested")).toEqual([
      "every value of region a is that of a smaller region too",
    ])
    expect(faults({ all: [1, 2], a: [1], b: [2] }, "nested")).toEqual([
      "every value of region all is that of a smaller region too",
    ])
    expect(faults(brats, "argmax")).toHaveLength(3)
    expect(faults(across, "independent")).toEqual([])
  })

  it("takes those of BraTS one in another, those of zones apart", () => {
    expect(faults(brats, "nested")).toEqual([])
    expect(faults({ PZ: [1], TZ: [2] }, "nested")).toEqual([])
    expect(faults({ PZ: [1], TZ: [2] }, "argmax")).toEqual([])
  })
})
