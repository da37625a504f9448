import { describe, expect, it } from "vitest"
import type { Split } from "../../dsl/dataset.ts"
import { folds, foldsOf } from "../../dsl/folds.ts"
import { foldFaults } from "../../dsl/foldFaults.ts"
import { bootstrap, grid, phantom, scratch, table, wilcoxon } from "../../dsl/index.ts"
import { tableFaults } from "../../dsl/tableFaults.ts"
import { base } from "../reports/study.ts"

const faults = (split: Parameters<typeof phantom>[0] & {}) =>
  foldFaults(phantom(split)).map(({ what, where, hint }) => [what, where.field, hint])

describe("folds of a data set", () => {
  it("are the splits of as many runs; a split without them, or of one fold, is one", () => {
    expect(foldsOf(folds(3)).map(({ folds: made }) => made?.fold)).toEqual([0, 1, 2])
    expect(foldsOf({ test: 0.2, seed: 0 })).toEqual([{ test: 0.2, seed: 0 }])
    const [, second] = foldsOf(folds(3))
    expect(second === undefined ? [] : foldsOf(second)).toEqual([second])
  })

  it("are stratified by a label of the data set", () => {
    expect(faults({ split: folds(4, { stratify: "subtype" }) })).toEqual([])
    expect(faults({ split: folds(4, { stratify: "subtipe" }) })).toEqual([
      [
        'folds are to be stratified by "subtipe", which is no label of the data set',
        "dataset.split.folds.stratify",
        'did you mean "subtype"?',
      ],
    ])
  })

  it("leave no other test part, and are counted from 0", () => {
    const [split] = [folds(4)]
    const written = { ...split, test: 0.3, folds: { of: 4, fold: 4 } }
    expect(faults({ split: written }).map(([what]) => what)).toEqual([
      "a test part of 0.3 beside 4 folds",
      "fold 4 of 4",
    ])
  })

  it("pair all subjects in a test, one fold its own alone", () => {
    const told = (split: Split) => {
      const dataset = phantom({ subjects: 20, split })
      const study = grid(
        { ...base, dataset },
        { pretraining: { one: scratch(), other: base.pretraining } },
      )
      const compare = wilcoxon({ with: "one" })
      const target = table({ name: "t", study, columns: ["glioma.dice.WT"], compare })
      return tableFaults(target).map(({ what }) => what)
    }
    const crossed = folds(5)
    expect(told(crossed)).toEqual([])
    expect(told({ ...crossed, folds: { of: 5, fold: 1 } })).toEqual([
      "table t: a Wilcoxon test of 4 pairs cannot give a p below 0.125",
    ])
  })

  it("are there where a table is over folds, which has no interval", () => {
    const crossed = { ...base, dataset: phantom({ split: folds(2) }) }
    const options = { name: "t", columns: [], spread: "folds" } as const
    const texts = (made: Parameters<typeof tableFaults>[0]) =>
      tableFaults(made).map(({ what }) => what)
    expect(texts(table({ ...options, study: grid(crossed, {}) }))).toEqual([])
    expect(texts(table({ ...options, study: grid(base, {}) }))).toEqual([
      "table t is over folds, and tiny has none",
    ])
    const interval = bootstrap({ samples: 1000, level: 0.95, seed: 0 })
    expect(texts(table({ ...options, study: grid(crossed, {}), interval }))).toEqual([
      "table t prints means over folds, and interval is of means over subjects",
    ])
  })
})
