import { armColour } from "../../reports/figures/palette.ts"
import { document, text } from "../../reports/figures/svg.ts"
import { element, markupText } from "../../reports/markup.ts"
import type { Histogram } from "./intensities.ts"
import { median } from "../metrics/median.ts"

/** The histogram of one subject. */
export interface SubjectHistogram {
  readonly subject: string
  readonly histogram: Histogram
}

const width = 360
const height = 190
const plot = { left: 12, right: 348, top: 24, bottom: 164 } as const

/** A panel ends at so many times the median of the subjects' upper ends: lines may go on beyond it. */
const reach = 3

const label = (value: number): string => String(Number(value.toPrecision(4)))

/** Share of voxels per unit of intensity, of each bin. */
const densities = ({ low, high, shares }: Histogram): readonly number[] =>
  shares.map((share) => (share * shares.length) / (high - low))

/** A line a subject: how the voxels of a modality that are not 0 spread over intensities. */
export const histogramPanel = (modality: string, of: readonly SubjectHistogram[]): string => {
  const low = Math.min(...of.map(({ histogram }) => histogram.low))
  const highs = of.map(({ histogram }) => histogram.high)
  const high = Math.min(Math.max(...highs), low + reach * (median(highs) - low))
  const most = of.reduce((top, { histogram }) => Math.max(top, ...densities(histogram)), 0)
  const [across, up] = [plot.right - plot.left, plot.bottom - plot.top]
  const lines = of.map(({ subject, histogram }) => {
    const step = (histogram.high - histogram.low) / histogram.shares.length
    const points = densities(histogram).flatMap((density, bin) => {
      const value = histogram.low + (bin + 0.5) * step
      if (value > high) return []
      const x = plot.left + (across * (value - low)) / (high - low)
      return [`${x.toFixed(1)},${(plot.bottom - (up * density) / most).toFixed(1)}`]
    })
    return element(
      "polyline",
      {
        points: points.join(" "),
        fill: "none",
        stroke: armColour(0),
        "stroke-width": 1,
        opacity: Math.max(0.08, Math.min(0.7, 6 / of.length)).toFixed(2),
      },
      element("title", {}, markupText(subject)),
    )
  })
  const { left, right, bottom } = plot
  return document(
    width,
    height,
    `Intensities of ${modality}`,
    text(left, 15, modality, { bold: true }),
    ...lines,
    element("line", { x1: left, x2: right, y1: bottom, y2: bottom, stroke: "#555555" }),
    text(left, bottom + 16, label(low), { size: 10 }),
    text(right, bottom + 16, label(high), { size: 10, anchor: "end" }),
  )
}
