import { expect, it } from "vitest"
import { adam, levels, m2mae, modalityMask } from "../../dsl/index.ts"
import { drownedTerms } from "../../runtime/results/drownedTerms.ts"

const objective = m2mae({
  mask: [modalityMask()],
  pbt: levels(1),
  epochs: 1,
  batch: 1,
  optimizer: adam({ lr: 1e-3 }),
})

/** Rows of a history with these norms of gradients, each beside losses; between them rows without. */
const rows = (...norms: readonly Readonly<Record<string, number>>[]) =>
  norms.flatMap((each, at) => [
    {
      step: 2 * at + 1,
      terms: {
        loss: 1,
        ...Object.fromEntries(
          Object.entries(each).map(([term, norm]) => [`gradientNorm.encoder.${term}`, norm]),
        ),
      },
    },
    { step: 2 * at + 2, terms: { loss: 1 } },
  ])

it("names the terms that are lost beside the strongest, with their medians and the fields", () => {
  const seeds = [
    rows({ mse: 0.5, adversarial: 40, pbt: 1000 }, { mse: 0.5, adversarial: 10, pbt: 3000 }),
    rows({ mse: 0.7, adversarial: 20, pbt: 2000 }),
  ]
  expect(drownedTerms(objective, seeds)).toBe(
    "in the loss of m2mae pbt drowns adversarial and mse: the norms of their gradients at the encoder are pbt 2000, adversarial 20, mse 0.5, medians of 3 logged steps; weigh them anew (pretraining.loss, pretraining.lambda, pretraining.mseReduction, pretraining.pbtReduction)",
  )
})

it("says nothing of terms within a factor of 100, of one term, of none", () => {
  expect(drownedTerms(objective, [rows({ mse: 1, pbt: 99 })])).toBeNull()
  expect(drownedTerms(objective, [rows({ mse: 1 })])).toBeNull()
  expect(drownedTerms(objective, [rows({}, {}), []])).toBeNull()
})
