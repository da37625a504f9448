import { expect, it } from "vitest"
import { table } from "../../dsl/index.ts"
import { mergePlans } from "../../runtime/plan/mergePlans.ts"
import { planOf, threeArms } from "./study.ts"

it("counts what two files share once, and each file's own work as if it ran alone", () => {
  const one = planOf([table({ name: "one", study: threeArms(), columns: ["lesion.dice.WT"] })])
  const two = planOf([table({ name: "two", study: threeArms(), columns: ["subtype.auc"] })])
  const merged = mergePlans([one, two])
  const pretrainings = ({ stages }: typeof one) =>
    stages.filter(({ kind }) => kind === "pretrain").map(({ key }) => key)
  expect(pretrainings(merged)).toEqual(pretrainings(one))
  expect(new Set(merged.stages.map(({ key }) => key)).size).toBe(merged.stages.length)
  expect(merged.naive.get("pretrain")).toBe(2 * (one.naive.get("pretrain") ?? 0))
  expect(new Set(merged.runs.map(({ subject }) => subject))).toEqual(new Set(["one", "two"]))
})
