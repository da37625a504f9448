import { element } from "../markup.ts"
import type { RegionPaint } from "./overlay.ts"
import { rgb } from "./palette.ts"
import { text, textWidth } from "./svg.ts"

/** What the colours of regions mean, side by side on one line. */
export const regionLegend = (paints: readonly RegionPaint[], left: number, top: number): string =>
  paints
    .reduce<{ readonly x: number; readonly marks: readonly string[] }>(
      ({ x, marks }, { colour, legend: words }) => ({
        x: x + textWidth(words) + 34,
        marks: [
          ...marks,
          element("rect", { x, y: top - 10, width: 12, height: 12, fill: rgb(colour) }),
          text(x + 18, top, words),
        ],
      }),
      { x: left, marks: [] },
    )
    .marks.join("")
