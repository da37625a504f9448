import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../dsl/column.ts"
import {
  arms,
  auc,
  dice,
  experiment,
  mae,
  omit,
  phantom,
  scratch,
  segmentation,
  table,
  unetr,
  type Metric,
} from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { cellsCsv } from "../../reports/csv.ts"
import { htmlTable } from "../../reports/html.ts"
import { latexTable } from "../../reports/latex.ts"
import { markdownTable } from "../../reports/markdown.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { base, run } from "./study.ts"

const overlap = dice({ empty: "one" })
const training = { epochs: 1, batch: 1, optimizer: base.pretraining.optimizer }
const brain = experiment({
  ...base,
  name: "brain",
  titles: { dataset: "Brain", tasks: { glioma: "Segmentation" }, regions: { WT: "L_{WT}" } },
})
const chest = experiment({
  name: "chest",
  dataset: phantom({ seed: 7 }),
  encoder: base.encoder,
  pretraining: base.pretraining,
  tasks: {
    lesion: segmentation({
      network: unetr(),
      optimizer: training.optimizer,
      regions: ["TC"],
      metrics: [overlap],
      epochs: 1,
    }),
  },
  seeds: [0, 1],
})

const methods = {
  Scratch: { pretraining: scratch() },
  MAE: {},
  "MAE long": { pretraining: mae({ ...training, epochs: 9 }) },
}

const target = table({
  name: "both",
  caption: "Two data sets, 10^{3} epochs",
  blocks: { brain: arms(brain, methods), chest: arms(chest, omit(methods, "MAE long")) },
  stub: [
    { heading: ["Schemes", "Method"], field: "arm" },
    { heading: ["Schemes", "Pre-train"], field: "pretraining", unless: scratch() },
  ],
  columns: { brain: ["glioma.dice.*", "subtype.auc"], chest: ["lesion.dice.*"] },
  rows: [{ Scratch: "Scratch [1]" }, { MAE: "MAE^{2}", "MAE long": "MAE long" }],
  second: "column",
  digits: { dice: 1 },
  absent: { chest: { "MAE long": "it was not tried" } },
})

const subjects = ["a", "b"]
const measured = (
  arm: string,
  column: string,
  values: readonly number[],
  metric: Metric = dice({ empty: "nan" }),
): readonly Measurement[] =>
  [0, 1].map((seed) => {
    const made = {
      arm,
      seed,
      column: parseColumn(column),
      metric,
      population: "one",
      run: run(`${arm}${seed}`, seed),
    }
    return column.endsWith("auc")
      ? { ...made, metric: auc(), value: values[0] ?? null }
      : { ...made, subjects, values }
  })

const measurements = [
  ...measured("brain/Scratch", "glioma.dice.WT", [0.5, 0.6]),
  ...measured("brain/MAE", "glioma.dice.WT", [0.7, 0.8]),
  ...measured("brain/MAE long", "glioma.dice.WT", [0.8, 0.8]),
  ...measured("brain/Scratch", "glioma.dice.ET", [0.5, 0.5]),
  ...measured("brain/MAE", "glioma.dice.ET", [0.4, 0.4]),
  ...measured("brain/MAE", "subtype.auc", [0.9]),
  ...measured("chest/Scratch", "lesion.dice.TC", [0.3, 0.3], overlap),
  ...measured("chest/MAE", "lesion.dice.TC", [0.2, 0.2], overlap),
]
const reported = (of: typeof target) =>
  Result.getOrThrow(reportTable(of, measurements, draws, metricDefinitions))
const report = reported(target)

describe("a table of two blocks", () => {
  it("matches rows by arm, each block with its own columns", () => {
    expect(report.columns.map(({ header }) => header.join(" | "))).toEqual([
      "Brain | Segmentation | Dice | L_{WT}",
      "Brain | Segmentation | Dice | ET",
      "Brain | subtype | AUC",
      "chest | lesion | Dice | TC",
    ])
    expect(report.rows.map(({ arm, label, group, stub }) => [arm, label, group, stub[1]])).toEqual([
      ["Scratch", "Scratch [1]", 0, false],
      ["MAE", "MAE^{2}", 1, true],
      ["MAE long", "MAE long", 1, true],
    ])
    expect(report.rows.map(({ cells }) => cells.map(({ mean }) => mean?.toFixed(1)))).toEqual([
      ["55.0", "50.0", undefined, "30.0"],
      ["75.0", "40.0", "90.0", "20.0"],
      ["80.0", undefined, undefined, undefined],
    ])
  })

  it("says why a block lacks an arm, and that is no missing number", () => {
    expect(report.rows[2]?.cells[3]).toMatchObject({ absent: "it was not tried", mean: null })
    expect(footnotes(report)).toContain("n/a: MAE long is no arm of chest (it was not tried).")
    expect(footnotes(report)).toContain("— not measured.")
  })

  it("compares within a block", () => {
    const best = report.rows.map(({ cells }) => cells.map((cell) => cell.best))
    expect(best).toEqual([
      [false, true, false, true],
      [false, false, false, false],
      [true, false, false, false],
    ])
    expect(report.rows[1]?.cells.map(({ second }) => second ?? false)).toEqual([
      true,
      true,
      false,
      true,
    ])
  })

  it("is LaTeX with headings over blocks, a rule between groups, ticks and small markup", () => {
    const latex = latexTable(report)
    expect(latex).toContain("{@{}lccccc@{}}")
    expect(latex).toContain(
      [
        "\\toprule",
        " &  & \\multicolumn{3}{c}{Brain} & chest \\\\",
        "\\cmidrule(lr){3-5} \\cmidrule(lr){6-6}",
        " &  & \\multicolumn{2}{c}{Segmentation} & subtype & lesion \\\\",
      ].join("\n"),
    )
    expect(latex).toContain("Method & Pre-train & L\\textsubscript{WT} & ET")
    expect(latex).toContain("\\multicolumn{2}{c}{Schemes}")
    expect(latex).toContain(
      "\\midrule\nMAE\\textsuperscript{2} & $\\checkmark$ & \\underline{75.0 $\\pm$ 0.0}",
    )
    expect(latex).toContain("\\caption{Two data sets, 10\\textsuperscript{3} epochs}")
  })

  it("is HTML with a body for each group", () => {
    const html = htmlTable(report)
    expect(html.match(/<tbody>/g)).toHaveLength(2)
    expect(html).toContain('<th scope="colgroup" colspan="3" class="group">Brain</th>')
    expect(html).toContain("L<sub>WT</sub>")
    expect(html).toContain("<u>75.0</u>")
    expect(html).toContain('<td class="tick">✓</td>')
  })

  it("is Markdown for a page and for a terminal", () => {
    const page = markdownTable(report)
    expect(page).toContain("MAE<sup>2</sup>")
    expect(page).toContain("<ins>75.0 ± 0.0</ins>")
    const terminal = markdownTable(report, "terminal")
    expect(terminal).toContain("| MAE^2 ")
    expect(terminal).toContain("_75.0 ± 0.0_")
  })

  it("is a tidy CSV that names the block", () => {
    const lines = cellsCsv(report).split("\r\n")
    expect(lines[0]).toMatch(/^table,block,arm,row,group,/)
    expect(lines.filter((line) => line.startsWith("both,chest,"))).toHaveLength(3)
  })

  it("stands on its side", () => {
    const turned = reported({ ...target, transpose: true })
    const latex = latexTable(turned)
    expect(latex).toContain("{@{}llllccc@{}}")
    expect(latex).toContain("\\multicolumn{4}{c}{Method} & Scratch [1] & MAE\\textsuperscript{2}")
    expect(latex).toContain(
      "Brain & Segmentation & Dice (\\%) $\\uparrow$ & L\\textsubscript{WT} &",
    )
    expect(latex).toContain("\n &  &  & ET &")
    expect(markdownTable(turned, "terminal")).toContain("| Brain Segmentation Dice L_WT (%) ↑ |")
  })

  it("shows what it is asked for: difference, place, n", () => {
    const shown = reported({
      ...target,
      show: ["mean", "delta", "rank", "n"],
      against: "Scratch",
    })
    expect(markdownTable(shown, "terminal")).toContain("75.0_ (+20.0) (rank 2) (n = 2)")
    expect(footnotes(shown)).toContain("(+, −): difference to the mean of Scratch.")
  })

  it("finds the best within groups of rows", () => {
    const grouped = reported({ ...target, best: "group", second: "none" })
    // Scratch is alone in its group: no other number to compare with.
    expect(grouped.rows.map(({ cells }) => cells[0]?.best)).toEqual([false, false, true])
  })
})
