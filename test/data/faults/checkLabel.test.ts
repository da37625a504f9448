import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { NiftiData } from "../../../runtime/data/formats/nifti/datatype.ts"
import { checkedLabel } from "../../../runtime/data/faults/checkLabel.ts"

const values = [0, 1, 2, 3, 4, 5]
const checked = (data: NiftiData) =>
  checkedLabel(
    "s",
    { path: "seg.nii", data, width: 2, height: 2 },
    { values, expected: "0 to 5", hint: (others) => `name ${others.join(", ")}` },
  )

describe("a label's values", () => {
  // nibabel scales floats to the range of the stored type: slope = range / 255, values are rounded.
  it("come back whole from a file of 8 bits through a slope", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(5)), (largest, drawn) => {
        const truth = [...drawn.map((value) => Math.min(value, largest)), largest]
        const slope = largest / 255
        const data = Float64Array.from(truth, (value) => Math.round(value / slope) * slope)
        const { label, fault } = checked(data)
        expect(fault).toBeUndefined()
        expect([...label]).toEqual(truth)
      }),
    )
  })

  it("are told with their voxels and the first place where they are others", () => {
    const { fault } = checked(Int16Array.of(0, 1, 9, -1, 9, 2))
    expect(fault?.what).toBe(
      "3 voxels are not 0 to 5, the first, 9, at (x, y, z) = (0, 1, 0); values and voxels: 9 (2), -1 (1)",
    )
    expect(fault?.hint).toBe("name 9, -1")
  })

  it.each([
    ["between two of them", Float32Array.of(0, 0.5), /interpolated/],
    ["no numbers", Float32Array.of(0, Number.NaN), /nan_to_num/],
    [
      "those of an image",
      Int16Array.from({ length: 64 }, (_, at) => 7 * at),
      /an image under a label's name/,
    ],
    ["a little off", Float64Array.of(1.02), /interpolated/],
  ])("%s are refused with what helps", (_, data, hint) => {
    expect(checked(data).fault?.hint).toMatch(hint)
  })
})
