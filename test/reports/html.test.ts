import { describe, expect, it } from "vitest"
import { htmlTable } from "../../reports/html.ts"
import { reportPage } from "../../reports/page.ts"
import { summarize } from "../../reports/summary.ts"
import { sample } from "./sample.ts"
import { study } from "./study.ts"

const html = htmlTable(sample)

/** What a reader sees of an HTML fragment. */
const visible = (fragment: string): string =>
  fragment
    .replace(/<div id="[^"]*" popover.*?<\/div>/gs, "")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")

describe("HTML table", () => {
  it("escapes an arm's name in text and in attributes", () => {
    expect(html).toContain(
      "a|b &amp; c_d 50% &lt;e&gt; &quot;f&quot;, {g} #h ~i ^j \\k $l&#39;m</th>",
    )
    expect(html).not.toContain("<e>")
  })

  it("shows the numbers, gaps and the best", () => {
    const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => visible(cell)),
    )
    expect(rows.slice(0, 4)).toEqual([
      ["Arm", "glioma", "subtype"],
      ["Dice (%) ↑", "HD95 (mm) ↓", "AUC (%) ↑"],
      ["WT", "ET", "WT"],
      ["scratch", "62.50 ± 3.54", "25.00 ± 0.00", "—", "50.00 ± 0.00"],
    ])
    expect(html).toContain("<strong>90.00</strong>")
    expect(html).toContain(">62.50†‡<")
  })

  it("spans its headers over all columns", () => {
    const spans = [
      ...html.matchAll(/<th scope="col(?:group)?"(?: colspan="(\d)")?(?: rowspan="(\d)")?/g),
    ]
    const area = spans.reduce(
      (sum, [, columns, rows]) => sum + Number(columns ?? 1) * Number(rows ?? 1),
      0,
    )
    expect(area).toBe(5 * 3)
  })

  it("opens a card with the runs of each cell, by a button that exists for it", () => {
    const targets = [...html.matchAll(/popovertarget="([^"]*)"/g)].map(([, id]) => id)
    const cards = [...html.matchAll(/<div id="([^"]*)" popover/g)].map(([, id]) => id)
    expect(targets).toHaveLength(12)
    expect(new Set(cards)).toEqual(new Set(targets))
    expect(html).toContain("seed 1: 65.00 (2 subjects); score scr1, commit 0123456789ab")
    expect(html).toContain("seed 1: not measured")
  })
})

describe("page", () => {
  const page = reportPage({
    name: "x < y",
    summary: summarize(study),
    tables: [sample],
    figures: [],
    notes: [{ term: "Losses", lines: ["pbt drowns mse"] }],
    provenance: [{ term: "Command", lines: ["ablate report a&b.ts"] }],
    values: [
      { field: "seeds", value: "[0,1]", place: "--set seeds=0,1", arms: null },
      {
        field: "pretraining.ratio",
        value: "0.75",
        place: "a&b.ts:4:2",
        arms: [{ name: "MAE", label: "MAE", targets: ["Table 1"] }],
      },
    ],
    work: new Map([["scr0", { devices: ["cpu"], time: "12 s", curves: [] }]]),
    stages: [],
  })

  it("tells the first odd things of a table, and how many more there are", () => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      sample.rows.slice(1, 2).map((row) => ({
        ...row,
        arm: `${index}`,
        label: `${index}`,
        cells: row.cells.map((cell) => ({
          ...cell,
          runs: cell.runs.map((run) => ({ ...run, key: `${index}-${run.key}` })),
        })),
      })),
    ).flat()
    const odd = reportPage({
      name: "odd",
      summary: [],
      tables: [{ ...sample, rows }],
      figures: [],
      notes: [],
      provenance: [],
      values: [],
      work: new Map(),
      stages: [],
    })
    // Each pair of 40 equal rows is told; 50 are shown.
    expect(visible(odd)).toContain(`${(40 * 39) / 2 - 50} more of these`)
  })

  it("needs no network", () => {
    expect(page).not.toMatch(/<link|src=|https?:|@import|url\(/)
  })

  it("says where values are written, and what work a run took", () => {
    expect(visible(page)).toContain("seeds[0,1]--set seeds=0,1all")
    expect(visible(page)).toContain("pretraining.ratio0.75a&b.ts:4:2MAE")
    expect(visible(page)).toContain("scratch0scorescr0commit 0123456789abcpu12 s")
  })

  it("has a title, the experiment, the runs and where it comes from", () => {
    expect(page).toContain("<title>x &lt; y</title>")
    expect(page).toContain("<dt>Losses</dt><dd><p>pbt drowns mse</p></dd>")
    expect(page).toContain("<dd><p>ablate report a&amp;b.ts</p></dd>")
    expect(visible(page)).toContain("vit (mlpRatio 4, tokens stacked")
    expect(visible(page)).toContain("hd95 (implementation monai, spacing mm, empty drop)")
    expect(page).toContain('<code title="scr0">scr0</code>')
  })

  it("says of each arm what sets it apart, of all arms what they share", () => {
    const facts = new Map(summarize(study).map(({ term, lines }) => [term, lines]))
    expect(facts.get("Seeds")).toEqual(["0, 1"])
    expect(facts.get("Pre-training")).toHaveLength(3)
    expect(facts.get("Pre-training")?.[0]).toBe("scratch: scratch")
    expect(facts.get("Task subtype")).toHaveLength(1)
  })
})
