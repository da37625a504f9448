import { expect, it } from "vitest"
import { withMasked, unmasked } from "../../runtime/pretraining/cells.ts"
import { maskSvg, maskText } from "../../runtime/pretraining/showMask.ts"

const cells = withMasked(unmasked(2, [2, 1, 3]), [
  [0, 1],
  [1, 5],
])

it("writes a block for each modality and axial slice", () => {
  expect(maskText(cells, ["t1n"])).toBe(
    [
      "t1n, slice 1 of 2\n. # .",
      "t1n, slice 2 of 2\n. . .",
      "modality 2, slice 1 of 2\n. . .",
      "modality 2, slice 2 of 2\n. . #",
    ].join("\n\n"),
  )
})

it("draws a square for each cell, a dark one where masked, and escapes names", () => {
  const svg = maskSvg(cells, ["a<b"])
  expect(svg.match(/<rect/g)).toHaveLength(12)
  expect(svg.match(/#2b2b2b/g)).toHaveLength(2)
  expect(svg).toContain(">a&lt;b</text>")
})
