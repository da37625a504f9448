import * as fc from "fast-check"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { fitBudget } from "../../runtime/cost/budget.ts"
import { missingStages } from "../../runtime/plan/missing.ts"
import { selectStages } from "../../runtime/plan/selectStages.ts"
import { planOf, threeArms } from "../plan/study.ts"

const plan = planOf([threeArms()])
/** A second a stage. */
const costs = new Map(plan.stages.map(({ key }) => [key, 1]))

describe("fitBudget", () => {
  it("fits everything into all the time there is", () => {
    const fit = fitBudget(plan, costs, costs.size)
    expect(fit).toMatchObject({ fits: true, arms: ["scratch", "MAE", "M2-MAE"], seeds: [] })
    expect(fit.seconds).toBe(costs.size)
  })

  it("takes whole rows in declared order, then single seeds", () => {
    const [first, second] = fitBudget(plan, costs, costs.size - 1).arms
    expect([first, second]).toEqual(["scratch", "MAE"])
    const fit = fitBudget(plan, costs, costs.size - 1)
    expect(fit.seeds).toEqual([{ arm: "M2-MAE", seed: 0 }])
    expect(fit.selectors).toEqual(["arm=scratch,arm=MAE", "arm=M2-MAE,seed=0"])
  })

  it("finds nothing for no time", () => {
    expect(fitBudget(plan, costs, 0)).toMatchObject({ fits: false, arms: [], selectors: [] })
  })

  it("its selectors run what it paid for, which is no more than the budget", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: costs.size }), (budget) => {
        const fit = fitBudget(plan, costs, budget)
        const keys = fit.selectors.flatMap((selector) =>
          missingStages(Result.getOrThrow(selectStages(plan, selector)), new Set()).map(
            ({ key }) => key,
          ),
        )
        expect(new Set(keys).size).toBe(fit.seconds)
        expect(fit.seconds).toBeLessThanOrEqual(budget)
      }),
    )
  })
})
