import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { arms, scratch, table } from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { cellsCsv } from "../../reports/csv.ts"
import { htmlTable } from "../../reports/html.ts"
import { latexTable } from "../../reports/latex.ts"
import { markdownTable } from "../../reports/markdown.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { base } from "./study.ts"

const states = [
  "missing",
  "failed",
  "running",
  "stale",
  "unscored",
  "measured",
  "accepted",
  "incomplete",
] as const

const methods = Object.fromEntries(
  states.map((state, index) => [state, { pretraining: scratch(), "encoder.width": 2 * index + 2 }]),
)
const target = table({
  name: "t",
  study: arms(base, methods),
  columns: ["glioma.dice.WT"],
  published: {
    draw: "both",
    from: {
      source: "A. Author, Table I",
      columns: { phantom: ["glioma.dice.WT"] },
      rows: Object.fromEntries(states.map((state) => [state, ["50.00"]])),
    },
  },
})
const scores = [0.5, 0.5]
const accepted = measured("accepted", 0, scores)
const report = Result.getOrThrow(
  reportTable(
    target,
    [
      ...[0, 1].map((seed) => measured("measured", seed, scores)),
      { ...accepted, run: { ...accepted.run, accepted: ["score accepted seed 0"] } },
      measured("accepted", 1, scores),
      measured("incomplete", 0, scores),
    ],
    draws,
    metricDefinitions,
    (["failed", "running", "stale", "unscored"] as const).flatMap((state) =>
      [0, 1].map((seed) => ({ arm: state, seed, task: "glioma", stage: "score", why: "", state })),
    ),
  ),
)

/** Texts of the cells of ours and of the published ones, in turn. */
const formats: Readonly<Record<string, readonly string[]>> = {
  HTML: [...htmlTable(report).matchAll(/<td[^>]*>(?:<button[^>]*>)?(.*?)<\/(?:button|td)>/g)].map(
    ([, text = ""]) => text,
  ),
  LaTeX: latexTable(report)
    .split("\n")
    .flatMap((line) => / & (.*) \\\\\*?$/.exec(line)?.[1] ?? [])
    .slice(-2 * states.length),
  Markdown: markdownTable(report)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .filter((line) => !line.startsWith("| -"))
    .map((line) => line.split("|").at(-2)?.trim() ?? ""),
}

describe("cells beside published ones", () => {
  it.each(Object.entries(formats))("differ by their states in %s", (_, texts) => {
    expect(texts).toHaveLength(2 * states.length)
    const ours = texts.filter((_text, index) => index % 2 === 0)
    const published = new Set(texts.filter((_text, index) => index % 2 === 1))
    expect(published.size).toBe(1)
    expect(new Set([...ours, ...published]).size).toBe(states.length + 1)
  })

  it("have their state as a field in CSV and JSON and as a class in HTML", () => {
    expect(report.rows.map(({ cells }) => cells[0]?.state)).toEqual(states)
    const [head = "", ...records] = cellsCsv(report).trimEnd().split("\r\n")
    const at = head.split(",").indexOf("state")
    expect(records.map((record) => record.split(",")[at])).toEqual(states)
    const classes = [...htmlTable(report).matchAll(/<td class="([^"]*)"/g)].map(([, each]) => each)
    for (const state of states) expect(classes.join(" ")).toContain(state)
  })
})
