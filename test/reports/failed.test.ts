import { Result } from "effect"
import { expect, it } from "vitest"
import { metricDefinitions } from "../../dsl/metric.ts"
import { table } from "../../dsl/index.ts"
import { provenanceOf } from "../../reports/cellProvenance.ts"
import { markdownTable } from "../../reports/markdown.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { awkward, study } from "./study.ts"

it("a cell whose run failed says so and why, and only of the task that failed", () => {
  const target = table({ name: "t", study, columns: ["glioma.dice.WT", "subtype.auc"] })
  const failures = [0, 1].map((seed) => ({
    arm: "MAE",
    seed,
    task: "glioma",
    stage: "finetune MAE glioma",
    why: "the loss is NaN at step 3",
  }))
  const report = Result.getOrThrow(reportTable(target, [], draws, metricDefinitions, failures))
  const cells = report.rows.find(({ arm }) => arm === "MAE")?.cells ?? []
  const [dice, auc] = cells.map((cell, index) => {
    const column = report.columns[index]
    return column === undefined ? [] : provenanceOf(column, cell).map(({ text }) => text)
  })
  const failed = "finetune MAE glioma failed: the loss is NaN at step 3"
  expect(dice).toEqual([`seed 0: ${failed}`, `seed 1: ${failed}`])
  expect(auc).toEqual(["seed 0: not measured", "seed 1: not measured"])
  expect(footnotes(report)).toEqual(
    expect.arrayContaining([
      "— not measured.",
      "failed: finetune MAE glioma: the loss is NaN at step 3.",
    ]),
  )
})

it("running and stale cells look different from failed ones and from each other", () => {
  const target = table({ name: "t", study, columns: ["glioma.dice.WT"] })
  const of = (arm: string, state: "failed" | "running" | "stale", why: string) => ({
    arm,
    seed: 0,
    task: "glioma",
    stage: `score ${arm}`,
    why,
    state,
  })
  const states = [
    of("scratch", "running", ""),
    of("MAE", "stale", "an earlier code has done it"),
    of(awkward, "failed", "the disk is full"),
  ]
  const report = Result.getOrThrow(reportTable(target, [], draws, metricDefinitions, states))
  const lines = markdownTable(report).split("\n")
  expect(lines.slice(2, 5).map((line) => line.split("|").at(-2)?.trim())).toEqual([
    "running",
    "stale",
    "failed",
  ])
  const notes = footnotes(report).join("\n")
  expect(notes).toContain("running: score scratch")
  expect(notes).toContain("stale: an earlier code has done it")
})
