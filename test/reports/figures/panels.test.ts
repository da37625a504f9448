import { Resvg } from "@resvg/resvg-js"
import { describe, expect, it } from "vitest"
import type { DrawnFigure } from "../../../reports/figures/figure.ts"
import { drawPanels } from "../../../reports/figures/panels.ts"
import { textsOf } from "./pictures.ts"

/** A part as vega writes them: a root with its size, a clip path with a name. */
const part = (name: string, width: number, height: number): DrawnFigure => ({
  name,
  caption: `caption ${name}`,
  description: name,
  notes: ["shared", name],
  svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><clipPath id="clip0"><rect width="9" height="9"/></clipPath><rect clip-path="url(#clip0)" width="${width}" height="${height}" fill="black"/></svg>`,
  png: new Uint8Array(),
})

describe("panels of a figure", () => {
  it("stand side by side where they fit, with letters and captions", () => {
    const { svg, caption, notes } = drawPanels("whole", [part("a", 200, 90), part("b", 300, 100)])
    expect(textsOf(svg)).toEqual(["(a) caption a", "(b) caption b"])
    expect(caption).toBe("(a) caption a; (b) caption b")
    expect(notes).toEqual(["shared", "(a) a", "(b) b"])
    const { width, height } = new Resvg(svg)
    expect([width, height]).toEqual([200 + 24 + 300, 26 + 100])
    const left = [...svg.matchAll(/<svg x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => [x, y])
    expect(left).toEqual([
      ["0", "26"],
      ["224", "26"],
    ])
  })

  it("stand below each other where they are wide, and keep their own clip paths", () => {
    const { svg } = drawPanels("whole", [part("a", 700, 90), part("b", 600, 100)])
    const { width, height } = new Resvg(svg)
    expect([width, height]).toEqual([700, 26 + 90 + 24 + 26 + 100])
    expect([...svg.matchAll(/id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      "panel0-clip0",
      "panel1-clip0",
    ])
    expect(svg).toContain("url(#panel1-clip0)")
  })
})
