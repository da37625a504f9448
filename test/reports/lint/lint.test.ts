import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { lintTables } from "../../../reports/lint/lint.ts"
import { tablesIn } from "../../../reports/lint/tablesFile.ts"

interface Row {
  readonly arm: string
  readonly run?: string
  readonly cells: readonly (string | null)[]
}

/** Findings of one table a list of rows, typed by hand. */
const found = (
  columns: readonly object[],
  tables: readonly (readonly Row[])[],
  claims: readonly object[] = [],
): readonly string[] => {
  const text = JSON.stringify({
    tables: tables.map((rows, index) => ({ name: `t${index + 1}`, columns, rows })),
    claims,
  })
  const file = Result.getOrThrow(tablesIn(text))
  return lintTables(file.tables, file.claims).map(
    ({ where, what, because }) => `${where}: ${what} (${because})`,
  )
}

const dice = ["WT", "TC", "ET"].map((region) => ({ column: `glioma.dice.${region}` }))

describe("a set of tables", () => {
  it("of sound numbers has no findings", () => {
    const columns = [
      ...dice,
      { column: "idh.auc", subjects: 7 },
      { column: "idh.accuracy", subjects: 7 },
    ]
    const rows = [
      // 9 of 12 pairs (4 against 3), 5 of 7 right; 11 of 12 pairs, 5 of 7 right, cut off.
      { arm: "a", cells: ["80.00±9.10", "71.20±20.00", "**60.00±30.01**", "75.00", "**71.43**"] },
      { arm: "b", cells: ["**81.25±9.10**", "**72.00±20.00**", null, "**91.67**", "71.42"] },
    ]
    expect(found(columns, [rows])).toEqual([])
  })

  it("has rows that should differ, and do not", () => {
    const rows = [
      { arm: "MAE", cells: ["80.00", "70.00", "60.00"] },
      { arm: "mask", cells: ["80.00", "70.00", "60.00"] },
    ]
    expect(found(dice, [rows.slice(0, 1), rows.slice(1)])).toEqual([
      "t1, t2: two rows that should differ are equal: MAE (t1) and mask (t2) (equal in all 3 columns that both have: glioma.dice.WT 80.00; glioma.dice.TC 70.00; glioma.dice.ET 60.00)",
    ])
    // One run under two names is no finding.
    expect(found(dice, [rows.slice(0, 1), [{ ...rows[1]!, run: "MAE" }]])).toEqual([])
  })

  it("gives one run two numbers", () => {
    const one = { arm: "MAE", cells: ["80.00", "70.00", "60.00"] }
    const other = { arm: "all", run: "MAE", cells: ["80.00", "73.00", "60.00"] }
    expect(found(dice, [[one], [other]])).toEqual([
      "MAE, glioma.dice.TC: one run has 2 numbers: 70.00 in t1; 73.00 in t2 (difference 3.00)",
    ])
  })

  it("has two best values where they are as far from 1", () => {
    const columns = [{ column: "pretraining.varianceRatio", unit: "", better: "nearer 1" }]
    const rows = [
      { arm: "a", cells: ["0.9"] },
      { arm: "b", cells: ["**1.1**"] },
    ]
    expect(found(columns, [rows])).toEqual([
      expect.stringContaining("the best value is not marked: a, 0.9"),
    ])
  })

  it("marks a value that is not the best, and not the best", () => {
    const [column] = dice
    const rows = [
      { arm: "a", cells: ["80.00"] },
      { arm: "b", cells: ["**79.00**"] },
    ]
    expect(found([column!], [rows])).toEqual([
      "t1, glioma.dice.WT: the best value is not marked: a, 80.00 (higher is better; the next is b, 79.00)",
      "t1, glioma.dice.WT: a value is marked that is not the best: b, 79.00 (higher is better; the best is a, 80.00)",
    ])
  })

  it("has shares beyond 100 %", () => {
    const [column] = dice
    expect(found([{ ...column, subjects: 20 }], [[{ arm: "a", cells: ["90.00±40.00"] }]])).toEqual([
      "t1, glioma.dice.WT: mean and deviation of a force a value above 100, the largest there can be (the largest value is at least mean + deviation² / mean. a: 90.00 + 40.00² / 90.00 = 108)",
    ])
  })

  it("tests each number on its own subjects", () => {
    const of = (metric: string, subjects: number, cell: string) => ({
      name: `of ${subjects}`,
      columns: [{ column: `idh.${metric}`, subjects }],
      rows: [{ arm: `a${subjects}`, cells: [cell] }],
    })
    // 50 of 70 and 12 of 17 right; 2 of 3 pairs, and 1 of 2.
    const tables = [
      of("accuracy", 70, "71.43"),
      of("accuracy", 17, "70.59"),
      of("auc", 4, "66.67"),
      of("auc", 3, "50.00"),
    ]
    const file = Result.getOrThrow(tablesIn(JSON.stringify({ tables })))
    expect(lintTables(file.tables)).toEqual([])
    const [wrong] = lintTables(
      Result.getOrThrow(tablesIn(JSON.stringify({ tables: [tables[2], of("auc", 2, "66.67")] })))
        .tables,
    )
    expect(wrong).toMatchObject({
      where: "of 2, idh.auc",
      what: "1 of 1 different AUCs come from no split of 2 subjects: 66.67",
    })
  })

  it("heads a column as another region", () => {
    const tables = ["TC", "TC", "WC"].map((heading, index) => ({
      name: `t${index}`,
      columns: [{ column: "glioma.dice.TC", heading }],
      rows: [{ arm: "a", cells: ["80.00"] }],
    }))
    const file = Result.getOrThrow(tablesIn(JSON.stringify({ tables })))
    expect(lintTables(file.tables).map(({ where, because }) => [where, because])).toEqual([
      ["t2, glioma.dice.TC", 'elsewhere the column of TC is headed "TC"'],
    ])
  })

  it("differs from its text", () => {
    const rows = [
      { arm: "base", cells: ["70.46", "70.00", "60.00"] },
      { arm: "ours", cells: ["85.00", "70.00", "61.00"] },
    ]
    const quote = "…"
    const claims = [
      { says: "number", quote, run: "ours", column: "glioma.dice.WT", value: 85.02 },
      { says: "gain", quote, run: "ours", over: "base", column: "glioma.dice.WT", value: 14.56 },
      { says: "best", quote, run: "ours", table: "t1" },
      { says: "number", quote, run: "our", column: "glioma.dice.WT", value: 85 },
    ]
    expect(found(dice, [rows], claims)).toEqual([
      'text and t1, ours, glioma.dice.WT: the text has 85.02, t1 85.00 (the text: "…")',
      'text and t1, ours against base, glioma.dice.WT: the text has a gain of 14.56, the table 14.54 (85.00 - 70.46 = 14.54; 85.02 would give the text\'s; the text: "…")',
      'text and t1: ours is not alone the best in 1 of 3 columns (glioma.dice.TC: 70.00, tied with base 70.00; the text: "…")',
      'text, our: no table has glioma.dice.WT of our (the text: "…")',
    ])
  })
})

describe("a file of tables", () => {
  const table = { name: "t", columns: [{ column: "a.dice.WT" }], rows: [] }

  it("is refused with the row that is too short", () => {
    const text = JSON.stringify({ tables: [{ ...table, rows: [{ arm: "x", cells: [] }] }] })
    expect(Result.getFailure(tablesIn(text))).toMatchObject({
      value: [{ what: "row x of t has 0 cells", expected: "1, one a column" }],
    })
  })

  it("is refused with the cell that is no number", () => {
    const text = JSON.stringify({ tables: [{ ...table, rows: [{ arm: "x", cells: ["n/a"] }] }] })
    expect(JSON.stringify(tablesIn(text))).toContain("a number as printed")
  })

  it("is refused when it is no JSON", () => {
    expect(Result.isFailure(tablesIn("a,b"))).toBe(true)
  })
})
