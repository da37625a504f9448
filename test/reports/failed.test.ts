import { Result } from "effect"
import { expect, it } from "vitest"
import { metricDefinitions } from "../../dsl/metric.ts"
import { arms, table } from "../../dsl/index.ts"
import { provenanceOf } from "../../reports/cellProvenance.ts"
import { markdownTable } from "../../reports/markdown.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { awkward, base, study } from "./study.ts"

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

it("of many arms that lack a seed a note names the first ones, and counts the others", () => {
  const names = Array.from({ length: 200 }, (_, index) => `arm ${index}`)
  const many = arms(
    base,
    Object.fromEntries(names.map((name, index) => [name, { "encoder.width": 2 * index + 2 }])),
  )
  const target = table({ name: "t", study: many, columns: ["glioma.dice.WT"] })
  const made = names.map((name) => measured(name, 0, [0.5, 0.7]))
  const report = Result.getOrThrow(reportTable(target, made, draws, metricDefinitions))
  const note = footnotes(report).find((each) => each.includes("Some seeds are missing"))
  expect(note).toContain("arm 7, glioma Dice WT: 1 seed of 2 and 192 more.")
  expect(note).not.toContain("arm 8,")
})
