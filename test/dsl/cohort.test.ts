import { describe, expect, it } from "vitest"
import { experimentFaults, folds, grid, table, wilcoxon } from "../../dsl/index.ts"
import { replaceAt } from "../../dsl/replace.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { cohortTexts } from "../../reports/cohorts.ts"
import { base } from "../reports/study.ts"

const cohort = { among: "subtype", test: 6, seed: 0, overlap: "pretraining" } as const
const own = replaceAt(base, "tasks.subtype.cohort", cohort)
const columns = ["subtype.auc"] as const

const told = (faults: readonly { readonly what: string; readonly hint?: string | undefined }[]) =>
  faults.map(({ what, hint }) => `${what}; ${hint ?? ""}`)

describe("a cohort of a task", () => {
  it("is without fault among a label that the data set has", () => {
    expect(told(experimentFaults(own))).toEqual([])
  })

  it("needs a label or value of the data set, and no folds beside it", () => {
    const misspelt = replaceAt(own, "tasks.subtype.cohort.among", "subtpye")
    expect(told(experimentFaults(misspelt))).toEqual([
      'phantom has no label or value "subtpye"; did you mean "subtype"?',
    ])
    const crossed = replaceAt(own, "dataset.split", folds(4))
    expect(told(experimentFaults(crossed))).toEqual([
      "a task with a cohort of its own in a cross-validation; leave the cohort out, or the folds",
    ])
    const among = replaceAt(base, "dataset.split", { test: 2, seed: 0, among: "grade" })
    expect(told(experimentFaults(among))[0]).toContain('phantom has no label or value "grade"')
  })

  it("is one for all arms of a column", () => {
    const study = grid(own, {
      "tasks.subtype.cohort": { six: cohort, four: { ...cohort, test: 4 } },
    })
    expect(told(targetFaults(table({ name: "t", study, columns })))[0]).toContain(
      "mixes arms that are tested on different data sets or splits: (six) and (four)",
    )
    // A column that the cohort is not of is not touched by it.
    expect(
      told(targetFaults(table({ name: "t", study, columns: ["glioma.dice.WT"] }))).filter((text) =>
        text.includes("mixes arms"),
      ),
    ).toEqual([])
  })

  it("says how many pairs a test has", () => {
    const few = replaceAt(own, "tasks.subtype.cohort.test", 5)
    const study = grid(few, { "encoder.width": [16, 32] })
    const compare = wilcoxon({ with: "16" })
    expect(told(targetFaults(table({ name: "t", study, columns, compare })))[0]).toContain(
      "a Wilcoxon test of 5 pairs cannot give a p below 0.0625",
    )
  })

  it("is told below the tables that read it", () => {
    const study = grid(own, { "encoder.width": [16, 32] })
    expect(cohortTexts(table({ name: "t", study, columns }))).toEqual([
      "phantom, subtype: of the subjects whose subtype is known 6 are tested (seed 0), the others trained on. Those tested may lie in the pre-training set, where their images are seen, not their subtype.",
    ])
    expect(cohortTexts(table({ name: "t", study, columns: ["glioma.dice.WT"] }))).toEqual([])
  })
})
