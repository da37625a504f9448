import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { latexTable } from "../../reports/latex.ts"
import { latexText } from "../../reports/latexText.ts"
import { sample } from "./sample.ts"
import { awkward } from "./study.ts"

const latex = latexTable(sample)
/** Arms as columns, with all that a cell can show, small markup and a citation. */
const sideways = latexTable({
  ...sample,
  transpose: true,
  show: ["mean", "std", "n", "delta", "rank"],
  stub: [["L_{PBT} & M²"]],
  rows: sample.rows.map((row) => ({
    ...row,
    stub: [`${row.label} [12]`],
    cells: row.cells.map((cell) => ({ ...cell, best: false, second: true, delta: -1.5, rank: 2 })),
  })),
})

/** Its arms called so that a row could be read as an argument of what stands before it. */
const bracketed = latexTable({
  ...sample,
  rows: sample.rows.map((row, index) => ({
    ...row,
    stub: row.stub.map((value) =>
      typeof value === "string" ? `${index === 1 ? "*" : "[CLS]"} ${value}` : value,
    ),
  })),
})

/** Its arms so often that there are as many lines. */
const ofLines = (count: number) => ({
  ...sample,
  name: `lines ${count}`,
  rows: Array.from({ length: count }, (_, line) => sample.rows[line % sample.rows.length]!),
})
const long = latexTable(ofLines(200))
const turned = latexTable({ ...sample, landscape: true })

/** Its columns so often that no page is wide enough. */
const times = (count: number) => ({
  ...sample,
  columns: Array.from({ length: count }, () => sample.columns).flat(),
  rows: sample.rows.map((row) => ({
    ...row,
    cells: Array.from({ length: count }, () => row.cells).flat(),
  })),
})

const withoutPdflatex = spawnSync("pdflatex", ["--version"]).error !== undefined

describe("LaTeX", () => {
  it("escapes every special character", () => {
    expect(latexText(awkward)).toBe(
      "a\\textbar{}b \\& c\\_d 50\\% \\textless{}e\\textgreater{} ''f'', \\{g\\} \\#h " +
        "\\textasciitilde{}i \\textasciicircum{}j \\textbackslash{}k \\$l'm",
    )
    expect(latexText("“Masks” ¶")).toBe("``Masks'' \\P{}")
    expect(latexText("M²-MAE ± λ")).toBe("M\\textsuperscript{2}-MAE $\\pm$ $\\lambda$")
    expect(latexText("Δφ ≈ ω")).toBe("$\\Delta$$\\varphi$ $\\approx$ $\\omega$")
  })

  it("groups the headers by task and metric over booktabs rules", () => {
    expect(latex).toContain(
      [
        "\\toprule",
        " & \\multicolumn{3}{c}{glioma} & subtype \\\\",
        "\\cmidrule(lr){2-4} \\cmidrule(lr){5-5}",
        " & \\multicolumn{2}{c}{Dice (\\%) $\\uparrow$} & HD95 (mm) $\\downarrow$ & AUC (\\%) $\\uparrow$ \\\\",
        "\\cmidrule(lr){2-3} \\cmidrule(lr){4-4}",
        "Arm & WT & ET & WT &  \\\\",
        "\\midrule",
      ].join("\n"),
    )
  })

  it("holds the numbers, the best in bold, gaps as dashes", () => {
    expect(latex).toContain(
      "scratch & 62.50 $\\pm$ 3.54 & 25.00 $\\pm$ 0.00 & --- & 50.00 $\\pm$ 0.00 \\\\",
    )
    expect(latex).toContain(
      "MAE & \\textbf{90.00 $\\pm$ 0.00} & 75.00 $\\pm$ 0.00\\textsuperscript{\\ddag{}} & 10.00",
    )
    expect(latex).toContain("62.50\\textsuperscript{\\dag{}\\ddag{}}")
  })

  it("underlines the second best, and has difference and place", () => {
    expect(sideways).toContain("\\underline{90.00 $\\pm$ 0.00} (n = 2) ($-$1.50) (rank 2)")
    expect(sideways).toContain("L\\textsubscript{PBT} \\& M\\textsuperscript{2}")
  })

  it("keeps a row that begins with a bracket or a star from being an argument", () => {
    expect(bracketed).toContain("\\midrule\n{}[CLS] scratch & ")
    expect(bracketed).toContain("\n{}* MAE & ")
  })

  it("goes on over pages where a table has more than 40 lines", () => {
    expect(latexTable(ofLines(40))).toContain("\\begin{table}[tp]")
    const lines = latexTable(ofLines(41)).split("\n")
    expect(lines[0]).toBe("% Needs \\usepackage{booktabs,longtable}.")
    expect(lines).toEqual(expect.arrayContaining(["\\endfirsthead", "\\endhead"]))
    expect(lines.join("\n")).toContain("\\tablename~\\thetable\\ (continued)")
    expect(lines.filter((line) => line.startsWith("scratch & "))).toHaveLength(14)
  })

  it("keeps what is published on the page of the arm", () => {
    const both = { ...ofLines(50), published: { source: "A. Author", draw: "both" as const } }
    const lines = latexTable(both).split("\n")
    expect(lines.filter((line) => /^(scratch|MAE) .*\\\\\*$/.test(line))).toHaveLength(34)
    expect(lines.filter((line) => line.startsWith("published"))).toHaveLength(50)
    expect(lines.filter((line) => /^published .*\*$/.test(line))).toEqual([])
  })

  it("is turned where the table asks for it", () => {
    expect(turned).toContain("\\usepackage{booktabs,longtable,pdflscape}")
    expect(turned).toContain("\\begin{landscape}")
  })

  describe.skipIf(withoutPdflatex)("with pdflatex (skipped without it)", () => {
    const compiled = (options: string, ...tables: readonly string[]) => {
      const folder = mkdtempSync(join(tmpdir(), "ablate-latex-"))
      const source = [
        `\\documentclass${options}{article}`,
        "\\usepackage{booktabs,graphicx,longtable,pdflscape}",
        "\\begin{document}",
        ...tables,
        latexText("αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩ ≈ ≠ ∈ ∞ M² ± é"),
        "\\end{document}",
      ]
      writeFileSync(join(folder, "page.tex"), source.join("\n"))
      const run = () => spawnSync("pdflatex", ["-halt-on-error", "page.tex"], { cwd: folder })
      // The widths of a longtable are those of the run before.
      run()
      const { status } = run()
      const log = readFileSync(join(folder, "page.log"), "utf8")
      rmSync(folder, { recursive: true })
      expect(log).not.toMatch(/^!|Missing character/m)
      expect(status).toBe(0)
      return log.replaceAll("\n", "")
    }

    it("compiles in papers of one column and of two, within their pages", () => {
      for (const options of ["", "[twocolumn]"]) {
        const log = compiled(options, latex, sideways, bracketed, long, turned)
        expect(log).not.toMatch(/Overfull|Float too large|lines-200. is too wide/)
        // Three floats; 200 lines of 8pt or more and their heads on pages of 550pt; a turned page.
        expect(Number(/Output written on page.pdf \((\d+) pages/.exec(log)?.[1])).toBeGreaterThan(5)
      }
    })

    it("tells tables that are too wide for their page", () => {
      const name = "tab:Table-1' is too wide for its page"
      expect(compiled("", sideways)).toContain(name)
      expect(compiled("[twocolumn]", latexTable(times(12)))).toContain(name)
      expect(compiled("", latexTable({ ...times(12), landscape: true }))).toContain(name)
    })
  })
})
