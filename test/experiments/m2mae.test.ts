import { describe, expect, it } from "vitest"
import { table1 } from "../../experiments/m2mae/table1.ts"
import { table2 } from "../../experiments/m2mae/table2.ts"
import { table3 } from "../../experiments/m2mae/table3.ts"
import { table4 } from "../../experiments/m2mae/table4.ts"
import { table5 } from "../../experiments/m2mae/table5.ts"
import { columnText } from "../../dsl/column.ts"
import { stubColumns } from "../../dsl/stub.ts"
import { armNames, rowGroups } from "../../dsl/table.ts"
import { paperTables } from "../../reports/paper/tables.ts"
import { studyStages } from "../../runtime/plan/studyStages.ts"
import { planOf } from "../plan/study.ts"

const tables = [table1, table2, table3, table4, table5]
const cases = tables.map((table, index) => ({ name: table.name, table, paper: paperTables[index] }))

describe("the paper's tables", () => {
  it.each(cases)("$name has the paper's rows and columns, and its caption", ({ table, paper }) => {
    expect(armNames(table)).toEqual(Object.keys(paper?.rows ?? {}))
    expect(
      rowGroups(table)
        .flat()
        .map(({ arm }) => arm),
    ).toEqual(armNames(table))
    expect(table.blocks.map(({ columns }) => columns.map(columnText))).toEqual(
      Object.values(paper?.columns ?? {}),
    )
    expect(table.caption).toBe(paper?.caption)
  })

  it("are in groups, pre-trained or not, as Tables I and II rule them", () => {
    expect([table1, table2].map((table) => rowGroups(table).map(({ length }) => length))).toEqual([
      [6, 5],
      [4, 5],
    ])
  })

  it("tick what the rows of Tables I, III and V name", () => {
    const ticks = [table1, table3, table5].map(({ stub, blocks: [block] }) =>
      (block?.study.arms ?? []).map((arm) =>
        stub
          .flatMap(stubColumns)
          .filter(({ field }) => field !== "arm")
          .map(({ valueOf }) => (valueOf(arm, "") === true ? "✓" : "-"))
          .join(""),
      ),
    )
    expect(ticks).toEqual([
      ["-", "-", "-", "-", "-", "-", "✓", "✓", "✓", "✓", "✓"],
      ["---", "✓--", "-✓-", "--✓", "✓✓-", "✓-✓", "-✓✓", "✓✓✓"],
      ["✓--", "✓✓-", "✓-✓", "✓✓✓"],
    ])
  })

  it("say why Table III has no rows on the lungs that need three modalities", () => {
    expect(Object.keys(table3.blocks[2]?.absent ?? {})).toEqual(["modality, patch", "all"])
  })
})

describe("the paper's study", () => {
  const plan = planOf(tables)

  it("pre-trains each arm once, however many tables name it", () => {
    // Of 22 rows that pre-train (5 of Tables I and II, 8, 5, 4) M2-MAE is four; the lungs lack two of Table III.
    const pretrained = studyStages(plan).map(({ study, kinds }) => [
      study,
      kinds.find(({ kind }) => kind === "pretrain")?.different,
    ])
    expect(pretrained).toEqual([
      ["brats", 19],
      ["prostate", 19],
      ["lungs", 17],
    ])
  })
})
