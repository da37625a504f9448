import { expect, it } from "vitest"
import { holm } from "../../reports/holm.ts"
import { pairedT } from "../../reports/studentT.ts"

// scipy.stats.ttest_1samp(differences, 0).pvalue, SciPy 1.17.
it.each([
  [[0.426, 0.168], 0.26085999880103244],
  [[0.94, 0.405, -0.236], 0.39043506474494316],
  [[0.662, 1.604, 1.247, -0.404, -0.965], 0.4282173087634499],
  [
    [-0.323, 0.341, -2.025, 0.081, -0.946, -0.432, -0.244, -0.016, 0.712, 1.343, 0.171, 1.666],
    0.9248073188812875,
  ],
  [[1, 1.01, 0.99, 1, 1.02, 0.98, 1], 9.107371505170688e-13],
])("has SciPy's p of %j", (differences, p) => {
  expect(pairedT(differences)).toBeCloseTo(p, 12)
})

it("is certain of equal differences, and of none", () => {
  expect(pairedT([0.5, 0.5])).toBe(0)
  expect(pairedT([0, 0, 0])).toBe(1)
  expect(pairedT([0.5])).toBeNull()
})

// statsmodels' multipletests(p, method="holm"), worked by hand: sorted 0.01 x 4, 0.02 x 3, 0.03 x 2, 0.04.
it("corrects as Holm does, in the order given", () => {
  expect(holm([0.04, 0.01, 0.03, 0.02])).toEqual([
    expect.closeTo(0.06, 12),
    expect.closeTo(0.04, 12),
    expect.closeTo(0.06, 12),
    expect.closeTo(0.06, 12),
  ])
  expect(holm([0.5, 0.9])).toEqual([1, 1])
})
