import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { parseColumn } from "../../dsl/column.ts"
import { arms, omit, scratch, table, wilcoxon, type Published } from "../../dsl/index.ts"
import { metricDefinitions } from "../../dsl/metric.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { cellsCsv } from "../../reports/csv.ts"
import { footnotes } from "../../reports/footnotes.ts"
import { htmlTable } from "../../reports/html.ts"
import { latexTable } from "../../reports/latex.ts"
import { markdownTable } from "../../reports/markdown.ts"
import { reportTable } from "../../reports/report.ts"
import { draws } from "./draws.ts"
import { measured } from "./measured.ts"
import { base } from "./study.ts"

const methods = { Scratch: { pretraining: scratch() }, MAE: {} }
const paper = {
  source: "A. Author, Table I, p. 7",
  columns: { phantom: ["glioma.dice.ET", "glioma.dice.WT", "glioma.hd95.WT"] },
  rows: { Scratch: ["60.00 70.00±9.00 3.50"], MAE: ["- 95.25±4.00 2.00"] },
  units: { hd95: "voxel" },
} as const
const columns = ["glioma.dice.WT", "glioma.dice.ET"] as const
const drawn = (draw: "ours" | "published" | "both" | "difference") =>
  table({
    name: "t",
    study: arms(base, methods),
    columns,
    stub: [
      { heading: "Pre-trained", field: "pretraining", unless: scratch() },
      { heading: "Method", field: "arm" },
    ],
    rows: [{ Scratch: "Scratch [1]", MAE: "MAE [2]" }],
    spread: "subjects",
    second: "column",
    compare: wilcoxon({ with: "Scratch" }),
    published: { from: paper, draw },
  })

const measurements = [0, 1].flatMap((seed) => [
  measured("Scratch", seed, [0.7, 0.8]),
  measured("MAE", seed, [0.8, 0.9]),
])
const report = (draw: Parameters<typeof drawn>[0]) =>
  Result.getOrThrow(reportTable(drawn(draw), measurements, draws, metricDefinitions))

const lines = (text: string) => text.split("\n").map((line) => line.replace(/ +/g, " ").trim())

describe("published numbers", () => {
  it("stand in a line under each arm's own, marked and never bold", () => {
    const text = lines(markdownTable(report("both")))
    expect(text.slice(2, 6)).toEqual([
      "| | Scratch \\[1\\] | <ins>75.00 ± 7.07</ins> | — |",
      "| | published | *70.00 ± 9.00*¶ | *60.00*¶ |",
      "| ✓ | MAE \\[2\\] | **85.00 ± 7.07** (p = 0.500) | — |",
      "| | published | *95.25 ± 4.00*¶ | n/p |",
    ])
    expect(text).toContain("- ¶ Published, not measured here: A. Author, Table I, p. 7.")
    expect(text).toContain("- n/p: nothing is published.")
  })

  it("stand alone, with nothing said of what is measured", () => {
    const text = markdownTable(report("published"))
    expect(lines(text).slice(2, 4)).toEqual([
      "| | Scratch \\[1\\] | *70.00 ± 9.00*¶ | *60.00*¶ |",
      "| ✓ | MAE \\[2\\] | *95.25 ± 4.00*¶ | n/p |",
    ])
    expect(footnotes(report("published"))).toEqual([
      "¶ Published, not measured here: A. Author, Table I, p. 7.",
      "n/p: nothing is published.",
    ])
  })

  it("are taken off ours, marked as such, where there are both", () => {
    const text = lines(markdownTable(report("difference")))
    expect(text.slice(2, 4)).toEqual([
      "| | Scratch \\[1\\] | *+5.00*¶ | — |",
      "| ✓ | MAE \\[2\\] | *−10.25*¶ | — |",
    ])
    expect(text).toContain(
      "- ¶ The mean measured here less the published one: A. Author, Table I, p. 7.",
    )
    expect(text.join("\n")).not.toMatch(/Bold|Wilcoxon|±/)
  })

  it("are what the page sorts by, where they or the differences stand", () => {
    const values = (html: string) =>
      [...html.matchAll(/data-value="([^"]*)"/g)].map(([, value]) => Number(value))
    // Differences in Dice of WT: 75 - 70, 85 - 95.25; ET is not measured.
    expect(values(htmlTable(report("difference")))).toEqual([5, -10.25])
    expect(values(htmlTable(report("published")))).toEqual([70, 60, 95.25])
  })

  it("are not there where ours alone are drawn", () => {
    const { published: _, ...without } = drawn("ours")
    const plain = reportTable(without, measurements, draws, metricDefinitions)
    expect(report("ours")).toEqual(Result.getOrThrow(plain))
  })

  it("are in LaTeX and HTML as in Markdown, without a card of runs", () => {
    const latex = latexTable(report("both"))
    expect(latex).toContain(
      " & published & \\textit{70.00 $\\pm$ 9.00}\\textsuperscript{\\P{}} & \\textit{60.00}",
    )
    const html = htmlTable(report("both"))
    expect(html).toContain(
      '<td class="published" data-value="95.25"><i>95.25</i> <span class="std">± 4.00</span>¶</td>',
    )
    const turned = Result.getOrThrow(
      reportTable({ ...drawn("both"), transpose: true }, measurements, draws, metricDefinitions),
    )
    expect(latexTable(turned)).toContain("{Method} & Scratch [1] & published & MAE [2] & published")
    const [ticks, , names] = lines(markdownTable(turned))
    expect(ticks).toBe("| Pre-trained | | | ✓ | |")
    expect(names).toBe("| Method | Scratch \\[1\\] | published | MAE \\[2\\] | published |")
  })

  it("are named beside the ticks where there is no column of texts", () => {
    const ticks = { ...drawn("both"), stub: drawn("both").stub.slice(0, 1) }
    const made = (transpose: boolean) =>
      Result.getOrThrow(
        reportTable({ ...ticks, transpose }, measurements, draws, metricDefinitions),
      )
    const [head, , first, second] = lines(markdownTable(made(false)))
    expect(head).toMatch(/^\| Pre-trained \| \| /)
    expect([first, second]).toEqual([
      "| | | <ins>75.00 ± 7.07</ins> | — |",
      "| | published | *70.00 ± 9.00*¶ | *60.00*¶ |",
    ])
    expect(latexTable(made(false))).toContain("$\\checkmark$ &  & \\textbf{85.00")
    expect(htmlTable(made(false))).toContain('<th scope="row">published</th><td class="published"')
    const [turned, , names] = lines(markdownTable(made(true)))
    expect(turned).toBe("| Pre-trained | | | ✓ | |")
    expect(names).toBe("| | | published | | published |")
  })

  it("are columns of their own in the CSV", () => {
    const [head = "", ...rest] = cellsCsv(report("both")).split("\r\n")
    const at = ["published", "publishedStd", "publishedUnit"].map((name) =>
      head.split(",").indexOf(name),
    )
    expect(rest.slice(0, 2).map((line) => at.map((index) => line.split(",")[index]))).toEqual([
      ["70", "9", "%"],
      ["60", "", "%"],
    ])
    expect(cellsCsv(report("ours"))).not.toContain("published")
  })

  it("say their unit where it is another", () => {
    const other = { ...drawn("both"), blocks: drawn("both").blocks }
    const [block] = other.blocks
    const target = { ...other, blocks: [{ ...block!, columns: [parseColumn("glioma.hd95.WT")] }] }
    const made = Result.getOrThrow(reportTable(target, [], draws, metricDefinitions))
    expect(markdownTable(made)).toContain("*3.50*¶ voxel")
  })
})

describe("a table with published numbers", () => {
  const told = (from: Published) =>
    targetFaults({ ...drawn("both"), published: { from, draw: "both" } }).map(({ what }) => what)

  it("is without fault", () => {
    expect(told(paper)).toEqual([])
    expect(targetFaults(drawn("difference"))).toEqual([])
  })

  it.each([
    [
      { ...paper, rows: omit(paper.rows, "MAE") },
      'table t has the arm "MAE", of which the published numbers say nothing',
    ],
    [
      { ...paper, columns: { brats2023: paper.columns.phantom } },
      "table t: nothing is published of the columns of its study",
    ],
    [
      { ...paper, rows: { ...paper.rows, MAE: ["95.25"] } },
      'the published row "MAE" has 1 numbers of phantom',
    ],
    [
      { ...paper, rows: { ...paper.rows, MAE: ["95,25 1.00 1.00"] } },
      '"95,25" in the published row "MAE" is no number',
    ],
  ])("tells of %j", (from, expected) => {
    expect(told(from)).toEqual([expected])
  })

  it("takes a row that the paper does not have for none", () => {
    expect(told({ ...paper, rows: { ...paper.rows, MAE: null } })).toEqual([])
  })

  it("takes no difference between units", () => {
    const [block] = drawn("difference").blocks
    const distance = { ...block!, columns: [parseColumn("glioma.hd95.WT")] }
    const faults = targetFaults({ ...drawn("difference"), blocks: [distance] })
    expect(faults).toMatchObject([
      {
        what: "table t takes differences of glioma.hd95.WT in mm to published numbers in voxel",
        where: { field: "published.draw" },
      },
    ])
  })
})
