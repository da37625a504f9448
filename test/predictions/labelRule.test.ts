import { Result } from "effect"
import { array, assert, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { regionMask } from "../../runtime/data/transforms/region.ts"
import { labelOf, labelRule } from "../../runtime/predictions/labelRule.ts"

const brats = { WT: [1, 2, 3], TC: [1, 3], ET: [3] }

describe("regions made a label volume", () => {
  // The challenge's values: 2 oedema is in WT alone, 1 necrotic core in TC too, 3 in all three.
  it("give BraTS its values, the smaller region over the larger one", () => {
    const steps = Result.getOrThrow(labelRule(["ET", "WT", "TC"], brats))
    expect(steps.map(({ region, value }) => [region, value])).toEqual([
      [1, 2],
      [2, 1],
      [0, 3],
    ])
  })

  it("come back as they were where they lie in each other", () => {
    const regions = ["WT", "TC", "ET"]
    const steps = Result.getOrThrow(labelRule(regions, brats))
    assert(
      property(array(integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 50 }), (values) => {
        const label = Uint8Array.from(values)
        const masks = Uint8Array.from(
          Object.values(brats).flatMap((own) => [...regionMask(label, own)]),
        )
        expect(labelOf(masks, label.length, steps)).toEqual(label)
      }),
    )
  })

  it("are refused where a value is left open", () => {
    const error = Result.getOrThrow(Result.flip(labelRule(["WT", "TC"], brats)))
    expect(error.faults).toMatchObject([
      { what: "region TC alone leaves the label values 1, 3 open" },
    ])
    const same = Result.getOrThrow(Result.flip(labelRule(["a", "b"], { a: [1], b: [1] })))
    expect(same.faults).toMatchObject([
      { what: "every value of region a is that of a smaller region too" },
    ])
  })
})
