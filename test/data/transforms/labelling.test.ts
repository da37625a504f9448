import { Result } from "effect"
import { array, assert, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { spacing } from "../../../dsl/index.ts"
import type { RawSubject } from "../../../runtime/data/contract.ts"
import { decided, predictedMask } from "../../../runtime/data/transforms/labelling.ts"
import { preprocess } from "../../../runtime/data/transforms/preprocess.ts"
import { regionMask } from "../../../runtime/data/transforms/region.ts"

const brats = { WT: [1, 2, 3], TC: [1, 3], ET: [3] }
const zones = { PZ: [1], TZ: [2] }

/** A row of voxels 1 mm apart, with what the steps of a data set say of it. */
const row = (length: number, ...steps: Parameters<typeof preprocess>[1] & object) => {
  const subject: RawSubject = {
    id: "row",
    modalities: ["a"],
    shape: [1, 1, length],
    spacing: [1, 1, 1],
    affine: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    image: new Float32Array(length).fill(1),
    label: new Uint8Array(length),
    sources: {},
  }
  return Result.getOrThrow(preprocess(subject, steps)).meta
}

const made = (
  logits: readonly (readonly number[])[],
  rule: "nested" | "argmax" | "independent",
  values: Readonly<Record<string, readonly number[]>>,
) =>
  decided(
    Float32Array.from(logits.flat()),
    row(logits[0]?.length ?? 0),
    { rule, regions: Object.keys(values) },
    values,
  )

describe("logits of regions become", () => {
  // Worked out by hand; nnU-Net's convert_probabilities_to_segmentation does the first for regions.
  it("nested values: the smaller region over the larger one, whether or not that is predicted", () => {
    const logits = [
      [-1, 1, 1, 1, -1],
      [-1, -1, 1, 1, 1],
      [-1, -1, -1, 1, -1],
    ]
    const label = made(logits, "nested", brats)
    expect([...label]).toEqual([0, 2, 1, 3, 1])
    // TC where WT is not: in the file it is in both, and so it is scored.
    const task = { rule: "nested", regions: ["WT", "TC", "ET"] } as const
    expect([...predictedMask(label, task, "WT", brats)]).toEqual([0, 1, 1, 1, 1])
    expect([...predictedMask(label, task, "TC", brats)]).toEqual([0, 0, 1, 1, 1])
  })

  it("the value of the largest logit above 0", () => {
    const logits = [
      [-1, 2, 1, -2],
      [-2, 1, 3, -1],
    ]
    expect([...made(logits, "argmax", zones)]).toEqual([0, 1, 2, 0])
    expect([...made(logits, "nested", zones)]).toEqual([0, 2, 2, 0])
  })

  it("independent masks, one a region", () => {
    const logits = [
      [1, -1, 1],
      [1, 1, -1],
    ]
    expect([...made(logits, "independent", zones)]).toEqual([1, 0, 1, 1, 1, 0])
    const task = { rule: "independent", regions: ["PZ", "TZ"] } as const
    const masks = made(logits, "independent", zones)
    expect([...predictedMask(masks, task, "TZ", zones)]).toEqual([1, 1, 0])
  })

  it("the label itself, where they are those of its regions", () => {
    assert(
      property(array(integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 50 }), (values) => {
        const label = Uint8Array.from(values)
        const logits = Object.values(brats).map((own) =>
          Array.from(regionMask(label, own), (inside) => (inside === 1 ? 2 : -2)),
        )
        expect(made(logits, "nested", brats)).toEqual(label)
      }),
    )
  })

  it("values between voxels by interpolated logits, not by the nearest voxel", () => {
    // The network saw voxels 0, 2 and 4, with 3, -1 and -1: logits at 0 to 4 are 3, 1, -1, -1, -1.
    const meta = row(5, spacing([1, 1, 2]))
    const task = { rule: "nested", regions: ["PZ"] } as const
    expect([...decided(Float32Array.of(3, -1, -1), meta, task, zones)]).toEqual([1, 1, 0, 0, 0])
    // The other way round: 1, -1, -3: between them 0, which is background.
    expect([...decided(Float32Array.of(1, -1, -3), meta, task, zones)]).toEqual([1, 0, 0, 0, 0])
  })
})
