import { describe, expect, it } from "vitest"
import { adam, grid } from "../../dsl/index.ts"
import { componentsOf, distinctComponents } from "../../dsl/placed.ts"
import { base } from "../plan/study.ts"

describe("the components of many arms", () => {
  it("are those of each arm, an object that arms share once", () => {
    const rates = [1e-3, 1e-4].map((lr) => adam({ lr }))
    const study = grid(base, {
      "pretraining.optimizer": rates,
      "tasks.lesion.optimizer": rates,
    })
    const experiments = study.arms.map(({ experiment }) => experiment)
    const all = experiments.flatMap((each) => componentsOf(each).map(({ component }) => component))
    const distinct = distinctComponents(experiments)
    expect(distinct.map(({ component }) => component)).toEqual([...new Set(all)])
    expect(distinct.length).toBeLessThan(all.length)
  })

  it("are told at their place", () => {
    expect(distinctComponents([{ mask: [base.encoder] }])).toEqual([
      { component: base.encoder, path: ["mask", "0"] },
    ])
  })
})
