import { describe, expect, it } from "vitest"
import * as paper from "../../experiments/paper.ts"
import { armsOf } from "../../dsl/target.ts"
import { planOf } from "../plan/study.ts"

/** One seed of each arm. */
const plan = planOf(
  [paper.table1, paper.table3, paper.table4, paper.table5].map((table) => ({
    ...table,
    blocks: table.blocks.map((block) => ({
      ...block,
      study: {
        ...block.study,
        arms: block.study.arms.map((arm) => ({
          ...arm,
          experiment: { ...arm.experiment, seeds: [0] },
        })),
      },
    })),
  })),
)

describe("the paper's ablations", () => {
  it("have the rows of Tables III, IV and V", () => {
    const rows = [paper.table3, paper.table4, paper.table5].map((table) => armsOf(table).length)
    expect(rows).toEqual([8, 5, 4])
  })

  it("name 22 pre-trainings, of which 19 are different", () => {
    // 5 + 8 + 5 + 4, and M2-MAE in all four tables.
    expect(plan.naive.get("pretrain")).toBe(22)
    expect(plan.stages.filter(({ kind }) => kind === "pretrain")).toHaveLength(19)
  })
})
