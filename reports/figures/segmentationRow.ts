import { crop } from "./crop.ts"
import { grey, robustWindow } from "./greyWindow.ts"
import {
  overlay,
  regionTitle,
  type RegionMask,
  type RegionPaint,
  type ShownRegions,
} from "./overlay.ts"
import { foregroundBox, type Box, type Plane } from "./plane.ts"
import { missingPanel, picture, text } from "./svg.ts"

/** What one arm predicts on the plane shown. */
export interface ArmSegmentation {
  readonly arm: string
  readonly masks: readonly RegionMask[]
  /** Dice of the whole volume, as a fraction; null where the convention drops the subject. */
  readonly dice: Readonly<Record<string, number | null>>
}

/** One test subject on the plane where its lesion is largest (`largestPlane`). */
export interface SegmentationCase extends Plane {
  readonly subject: string
  readonly modality: string
  /** Null of a subject without labels. */
  readonly expert: readonly RegionMask[] | null
  readonly arms: readonly ArmSegmentation[]
}

/** Width of a panel and the space between two. */
export const panelWidth = 148
export const gap = 4
export const lineHeight = 14
const scoresAcross = 3
const margin = 3

interface Panel {
  readonly title: string
  readonly masks: readonly RegionMask[]
  readonly below: readonly string[]
}

const scoreLines = (dice: ArmSegmentation["dice"], regions: ShownRegions): readonly string[] => {
  if (Object.keys(dice).length === 0) return []
  const scores = regions.shown.map((region) => {
    const value = dice[region]
    return `${regionTitle(regions, region)} ${value == null ? "\u2014" : (value * 100).toFixed(1)}`
  })
  return Array.from({ length: Math.ceil(scores.length / scoresAcross) }, (_, line) =>
    scores.slice(line * scoresAcross, (line + 1) * scoresAcross).join(" \u00b7 "),
  )
}

const panelsOf = (
  shown: SegmentationCase,
  arms: readonly string[],
  regions: ShownRegions,
): readonly (Panel | null)[] => [
  { title: shown.modality, masks: [], below: [] },
  shown.expert === null ? null : { title: "expert", masks: shown.expert, below: [] },
  ...arms.map((arm) => {
    const made = shown.arms.find((candidate) => candidate.arm === arm)
    return made === undefined
      ? null
      : { title: arm, masks: made.masks, below: scoreLines(made.dice, regions) }
  }),
]

/** A subject's panels and the room they take. */
export interface SegmentationRow {
  readonly shown: SegmentationCase
  readonly panels: readonly (Panel | null)[]
  /** The body, which alone is shown. */
  readonly box: Box
  readonly height: number
  /** Height of what is printed below the panels. */
  readonly below: number
}

/** Lays out a subject: image, expert, then the arms in their order. */
export const rowOf = (
  shown: SegmentationCase,
  arms: readonly string[],
  regions: ShownRegions,
): SegmentationRow => {
  const box = foregroundBox(shown, margin)
  const panels = panelsOf(shown, arms, regions)
  return {
    shown,
    panels,
    box,
    height: Math.round((panelWidth * box.height) / box.width),
    below: Math.max(1, ...panels.map((panel) => panel?.below.length ?? 0)) * lineHeight + 8,
  }
}

/** Draws a row with its upper left corner at (left, top). */
export const drawRow = (
  { shown, panels, box, height }: SegmentationRow,
  paints: readonly RegionPaint[],
  left: number,
  top: number,
): string => {
  const image = {
    width: shown.width,
    height: shown.height,
    grey: grey(shown, robustWindow(shown), shown),
  }
  return panels
    .map((panel, index) => {
      const place = { x: left + index * (panelWidth + gap), y: top, width: panelWidth, height }
      if (panel === null) return missingPanel(place)
      const pixels = crop(overlay(image, panel.masks, paints), box)
      const scores = panel.below.map((words, line) =>
        text(place.x + panelWidth / 2, top + height + lineHeight * (line + 1), words, {
          anchor: "middle",
          size: 10,
        }),
      )
      return [picture(place, pixels, `${panel.title}, ${shown.subject}`), ...scores].join("")
    })
    .join("\n")
}
