import { Result, Schema } from "effect"
import { expect, it } from "vitest"
import {
  arms,
  bootstrap,
  mae,
  omit,
  scratch,
  significant,
  table,
  wilcoxon,
} from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { ReportJson } from "../../reports/file/report.ts"
import { reportFiles } from "../../reports/files.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { base } from "./study.ts"

const methods = {
  scratch: { pretraining: scratch() },
  MAE: {},
  long: { pretraining: mae({ epochs: 9, batch: 1, optimizer: base.pretraining.optimizer }) },
}
/** A table that asks for everything. */
const target = table({
  name: "all",
  blocks: { here: arms(base, methods), there: arms(base, omit(methods, "long")) },
  columns: ["glioma.dice.WT", "pretraining.mse"],
  stub: [
    { heading: "Pre-trained", field: "pretraining", unless: scratch() },
    { heading: "Epochs", field: "pretraining.epochs" },
  ],
  absent: { there: { long: "not asked for" } },
  show: ["mean", "std", "interval", "n", "p", "delta", "rank"],
  interval: bootstrap({ samples: 100 }),
  compare: wilcoxon({ with: "scratch", correction: "holm" }),
  boldIf: significant({ test: "wilcoxon" }),
  second: "group",
  landscape: true,
  published: {
    draw: "both",
    from: {
      source: "A. Author, Table I",
      columns: { here: ["glioma.dice.WT"] },
      rows: { scratch: ["50.00±1.00"], MAE: ["-"], long: null },
    },
  },
})
const accepted = measured("here/long", 0, [0.5, 0.7])
const report = Result.getOrThrow(
  reportTable(
    target,
    [
      ...[0, 1].map((seed) => measured("here/scratch", seed, [0.6, 0.7])),
      { ...measured("here/MAE", 0, [0.8, 0.9]), vanished: ["p1"] },
      { ...accepted, run: { ...accepted.run, accepted: ["score"], threads: [2] } },
      measured("here/long", 1, [0.5, null]),
    ],
    draws,
    metricDefinitions,
    [0, 1].map((seed) => ({ arm: "there/MAE", seed, task: "glioma", stage: "score", why: "full" })),
  ),
)
const figure = { name: "f", caption: "", description: "", svg: "", png: new Uint8Array() }
const [file] = reportFiles(
  {
    name: "tiny",
    summary: [],
    tables: [report],
    figures: [{ ...figure, notes: ["a note"] }],
    notes: [{ term: "Losses", lines: ["pbt drowns mse"] }],
    provenance: [],
    values: [],
    work: new Map(),
    stages: [],
  },
  [],
)
const read = (content: unknown) =>
  Schema.decodeUnknownSync(ReportJson)(content, { onExcessProperty: "error" })

it("report.json holds the fields that its page lists, and no others", () => {
  const content: unknown = JSON.parse(String(file?.content))
  const { tables } = read(content)
  expect(tables[0]?.rows[1]?.cells[0]?.vanished).toEqual(["p1"])
  expect(() => read({ ...Object(content), more: 1 })).toThrow("more")
})

it("report.json says of each cell whether it is a number, and why not", () => {
  const { tables } = read(JSON.parse(String(file?.content)))
  const states = tables[0]?.rows.map(({ cells }) => cells.map(({ state }) => state))
  expect(states).toEqual([
    ["measured", "missing", "missing", "missing"],
    ["incomplete", "missing", "failed", "missing"],
    ["accepted", "missing", "absent", "absent"],
  ])
  for (const { cells } of tables[0]?.rows ?? [])
    for (const { state, mean } of cells)
      expect(mean !== null).toBe(["measured", "incomplete", "accepted"].includes(state))
})
