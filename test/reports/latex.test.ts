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
const withoutPdflatex = spawnSync("pdflatex", ["--version"]).error !== undefined

describe("LaTeX", () => {
  it("escapes every special character", () => {
    expect(latexText(awkward)).toBe(
      "a\\textbar{}b \\& c\\_d 50\\% \\textless{}e\\textgreater{} ''f'', \\{g\\} \\#h " +
        "\\textasciitilde{}i \\textasciicircum{}j \\textbackslash{}k \\$l'm",
    )
    expect(latexText("“Masks” ¶")).toBe("``Masks'' \\P{}")
    expect(latexText("M²-MAE ± λ")).toBe("M\\textsuperscript{2}-MAE $\\pm$ $\\lambda$")
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

  it.skipIf(withoutPdflatex)("compiles with pdflatex (skipped without it)", () => {
    const folder = mkdtempSync(join(tmpdir(), "ablate-latex-"))
    const source = [
      "\\documentclass[twocolumn]{article}",
      "\\usepackage{booktabs,graphicx}",
      "\\begin{document}",
      latex,
      sideways,
      bracketed,
      "\\end{document}",
    ]
    writeFileSync(join(folder, "page.tex"), source.join("\n"))
    const { status } = spawnSync("pdflatex", ["-halt-on-error", "page.tex"], { cwd: folder })
    const log = readFileSync(join(folder, "page.log"), "utf8")
    rmSync(folder, { recursive: true })
    expect(log).not.toMatch(/^!|Overfull|Missing character/m)
    expect(status).toBe(0)
  })
})
