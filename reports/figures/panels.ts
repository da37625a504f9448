import { plainLabel } from "../smallMarkup.ts"
import type { DrawnFigure } from "./figure.ts"
import { rasterize } from "./raster.ts"
import { document, text, textWidth } from "./svg.ts"

const gap = 24
const headHeight = 26
const headSize = 12
/** Panels side by side are at most so wide together; wider ones stand below each other. */
const mostWidth = 1100

interface Panel {
  readonly svg: string
  readonly head: string
  readonly width: number
  readonly height: number
}

/** A length of an SVG's root. */
const lengthOf = (svg: string, name: "width" | "height"): number =>
  Number(new RegExp(`^<svg[^>]*? ${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0)

/** Names of elements, of which two panels may have the same. */
const withOwnIds = (svg: string, prefix: string): string =>
  svg
    .replaceAll(/ id="([^"]*)"/g, ` id="${prefix}$1"`)
    .replaceAll(/url\(#([^)]*)\)/g, `url(#${prefix}$1)`)

const placed = ({ svg, head }: Panel, x: number, y: number): string =>
  [
    text(x, y + 14, head, { bold: true, size: headSize }),
    svg.replace(/^<svg/, `<svg x="${x}" y="${y + headHeight}"`),
  ].join("\n")

/** Panels of a figure as one: (a), (b), ... with their captions above. */
export const drawPanels = (name: string, parts: readonly DrawnFigure[]): DrawnFigure => {
  const letter = (index: number): string => `(${String.fromCodePoint(97 + index)})`
  const panels = parts.map(({ svg, caption }, index) => ({
    svg: withOwnIds(svg.slice(Math.max(0, svg.indexOf("<svg"))), `panel${index}-`),
    head: `${letter(index)} ${plainLabel(caption)}`,
    width: lengthOf(svg, "width"),
    height: lengthOf(svg, "height"),
  }))
  const sum = (numbers: readonly number[]): number =>
    numbers.reduce((total, number) => total + number + gap, -gap)
  const widths = panels.map(({ head, width }) => Math.max(width, textWidth(head, headSize + 1)))
  const heights = panels.map(({ height }) => height + headHeight)
  const isRow = sum(widths) <= mostWidth
  const before = (lengths: readonly number[], index: number): number =>
    sum(lengths.slice(0, index)) + gap
  const svg = document(
    isRow ? sum(widths) : Math.max(...widths),
    isRow ? Math.max(...heights) : sum(heights),
    parts.map(({ description }) => description).join("; "),
    ...panels.map((panel, index) =>
      isRow ? placed(panel, before(widths, index), 0) : placed(panel, 0, before(heights, index)),
    ),
  )
  return {
    name,
    caption: panels.map(({ head }) => head).join("; "),
    description: parts.map(({ description }) => description).join("; "),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))].map((note) => {
      const having = parts.flatMap(({ notes }, index) =>
        notes.includes(note) ? [letter(index)] : [],
      )
      return having.length === parts.length ? note : `${having.join(", ")} ${note}`
    }),
    svg,
    png: rasterize(svg),
  }
}
