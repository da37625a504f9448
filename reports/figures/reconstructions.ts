import { Result } from "effect"
import { notDrawn, ReportError } from "../error.ts"
import { crop } from "./crop.ts"
import type { DrawnFigure } from "./figure.ts"
import { grey, robustWindow } from "./greyWindow.ts"
import { foregroundBox, unionBox, type Box } from "./plane.ts"
import { overlay, regionPaints, type RegionPaint } from "./overlay.ts"
import { rasterize } from "./raster.ts"
import {
  sliceFaults,
  sliceRecords,
  type ExpertPlanes,
  type ReconstructionSlice,
} from "./reconstructionSlice.ts"
import { regionLegend } from "./regionLegend.ts"
import { document, missingPanel, picture, text, textWidth, wrap, type Place } from "./svg.ts"

/** The expert's regions over the last modality, as the slices have it. */
interface Expert extends ExpertPlanes {
  readonly paints: readonly RegionPaint[]
}

interface Row {
  readonly kind: ReconstructionSlice["kind"]
  /** The arm; null for the original, which is the same for all. */
  readonly arm: string | null
}

/** What one block shows. */
interface Subject {
  readonly name: string
  readonly slices: readonly ReconstructionSlice[]
  /** The part shown: the body in any modality. */
  readonly box: Box
}

const panelWidth = 104
const gap = 3
const blockGap = 16
const armGap = 9
const headerHeight = 38
const blocksAcross = 2
const labelCharacters = 20
const margin = 4

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)]

const subjectsOf = (slices: readonly ReconstructionSlice[]): readonly Subject[] =>
  [...Map.groupBy(slices, ({ subject }) => subject)].map(([name, own]) => ({
    name,
    slices: own,
    box: unionBox(
      own.filter(({ kind }) => kind === "original").map((slice) => foregroundBox(slice, margin)),
    ),
  }))

const rowsOf = (arms: readonly string[]): readonly Row[] => [
  { kind: "original", arm: null },
  ...arms.flatMap((arm): readonly Row[] => [
    { kind: "masked", arm },
    { kind: "reconstructed", arm },
  ]),
]

const drawPanel = (
  { name, slices, box }: Subject,
  modality: string,
  row: Row,
  place: Place,
): string => {
  const find = ({ kind, arm }: Row) =>
    slices.find(
      (slice) =>
        slice.modality === modality && slice.kind === kind && (arm === null || slice.arm === arm),
    )
  const original = find({ kind: "original", arm: null })
  const slice = find(row)
  if (slice === undefined || original === undefined) return missingPanel(place)
  const background = row.kind === "masked" ? slice : original
  const data = grey(slice, robustWindow(original), background)
  const pixels = crop({ width: slice.width, height: slice.height, channels: 1, data }, box)
  const title = [row.arm ?? "", row.kind, modality, name].filter(Boolean).join(", ")
  return picture(place, pixels, title)
}

const drawExpert = (subject: Subject, modality: string, expert: Expert, place: Place): string => {
  const original = subject.slices.find(
    (slice) => slice.modality === modality && slice.kind === "original",
  )
  const masks = expert.planes.find((plane) => plane.subject === subject.name)?.masks
  if (original === undefined || masks === undefined) return missingPanel(place)
  const { width, height } = original
  const shades = grey(original, robustWindow(original), original)
  const pixels = overlay({ width, height, grey: shades }, masks, expert.paints)
  return picture(place, crop(pixels, subject.box), `expert, ${subject.name}`)
}

const rowLabel = (row: Row, right: number, middle: number): string => {
  const lines = [
    ...(row.arm === null ? [] : wrap(row.arm, labelCharacters)).map((words) => ({
      words,
      bold: true,
    })),
    { words: row.kind, bold: row.arm === null },
  ]
  const first = middle - (lines.length - 1) * 7 + 4
  return lines
    .map(({ words, bold }, index) =>
      text(right, first + index * 14, words, {
        anchor: "end",
        bold,
        fill: bold ? "#1a1a1a" : "#555555",
      }),
    )
    .join("")
}

interface Layout {
  readonly modalities: readonly string[]
  readonly expert: Expert | undefined
  readonly rows: readonly Row[]
  /** Width of the row labels. */
  readonly gutter: number
  readonly panelHeight: number
}

const rowTop = ({ panelHeight }: Layout, row: number): number =>
  headerHeight + row * (panelHeight + gap) + Math.ceil(row / 2) * (armGap - gap)

const columnsOf = ({ modalities, expert }: Layout): readonly string[] => [
  ...modalities,
  ...(expert === undefined ? [] : ["expert"]),
]

const blockWidth = (layout: Layout): number => columnsOf(layout).length * (panelWidth + gap) - gap

const blockHeight = (layout: Layout): number =>
  rowTop(layout, layout.rows.length - 1) + layout.panelHeight

const drawBlock = (subject: Subject, layout: Layout, left: number, top: number): string => {
  const { modalities, expert, rows, panelHeight } = layout
  const columnLeft = (column: number): number => left + column * (panelWidth + gap)
  const name = text(left + blockWidth(layout) / 2, top + 14, subject.name, {
    anchor: "middle",
    bold: true,
  })
  const heads = columnsOf(layout).map((modality, column) =>
    text(columnLeft(column) + panelWidth / 2, top + 32, modality, { anchor: "middle" }),
  )
  const panels = rows.flatMap((row, index) =>
    modalities.map((modality, column) =>
      drawPanel(subject, modality, row, {
        x: columnLeft(column),
        y: top + rowTop(layout, index),
        width: panelWidth,
        height: panelHeight,
      }),
    ),
  )
  const drawn =
    expert === undefined
      ? []
      : [
          drawExpert(subject, modalities.at(-1) ?? "", expert, {
            x: columnLeft(modalities.length),
            y: top + rowTop(layout, 0),
            width: panelWidth,
            height: panelHeight,
          }),
        ]
  return [name, ...heads, ...panels, ...drawn].join("\n")
}

const draw = (
  slices: readonly ReconstructionSlice[],
  expert: Expert | undefined,
  description: string,
): string => {
  const subjects = subjectsOf(slices)
  const rows = rowsOf(unique(slices.map(({ arm }) => arm)))
  const labels = rows.flatMap(({ arm, kind }) => [kind, ...wrap(arm ?? "", labelCharacters)])
  const layout: Layout = {
    modalities: unique(slices.map(({ modality }) => modality)),
    expert,
    rows,
    gutter: Math.max(...labels.map((label) => textWidth(label))) + 10,
    panelHeight: Math.round(
      panelWidth * Math.max(...subjects.map(({ box }) => box.height / box.width)),
    ),
  }
  const across = Math.min(blocksAcross, subjects.length)
  const down = Math.ceil(subjects.length / across)
  const lineHeight = blockHeight(layout) + blockGap
  const blocks = subjects.map((subject, index) => {
    const left = layout.gutter + (index % across) * (blockWidth(layout) + blockGap)
    return drawBlock(subject, layout, left, Math.floor(index / across) * lineHeight)
  })
  const rowLabels = Array.from({ length: down }, (_, line) =>
    rows.map((row, index) =>
      rowLabel(
        row,
        layout.gutter - 8,
        line * lineHeight + rowTop(layout, index) + layout.panelHeight / 2,
      ),
    ),
  ).flat()
  const end = down * lineHeight - blockGap
  return document(
    layout.gutter + across * (blockWidth(layout) + blockGap) - blockGap + 2,
    end + (expert === undefined ? 2 : 24),
    description,
    ...rowLabels,
    ...blocks,
    ...(expert === undefined ? [] : [regionLegend(expert.paints, layout.gutter, end + 16)]),
  )
}

/**
 * Original, masked and reconstructed slices, a block a subject, a column a modality, and one of the expert's
 * regions where they are given (the paper's Figures 1 and 6). A modality of a subject has one grey window, its original's. Subjects,
 * modalities and arms stand in the order of the slices. Fails on slices that hold no image.
 */
export const drawReconstructions = (options: {
  readonly name: string
  readonly caption: string
  readonly slices: readonly ReconstructionSlice[]
  readonly expert?: ExpertPlanes | undefined
}): Result.Result<DrawnFigure, ReportError> => {
  const { name, caption, slices, expert } = options
  if (slices.length === 0)
    return Result.fail(notDrawn(`figure ${name} has no slices`, "one arm that pre-trains"))
  const faults = sliceFaults(slices, expert)
  if (faults.length > 0) return Result.fail(new ReportError({ faults }))
  const list = (pick: (slice: ReconstructionSlice) => string) => unique(slices.map(pick)).join(", ")
  const description = `Original, masked and reconstructed slices of ${list(({ modality }) => modality)} of ${list(({ subject }) => subject)} by ${list(({ arm }) => arm)}`
  const painted =
    expert === undefined ? undefined : { ...expert, paints: regionPaints(expert.regions) }
  const svg = draw(slices, painted, description)
  return Result.succeed({
    name,
    caption,
    description,
    notes: [
      "Grey window of each modality: the 0.5 and 99.5 percentiles of its original, the same for its reconstructions.",
      "Masked cells are black. Pixels outside the body (zero in the original) are black in every row.",
    ],
    svg,
    png: rasterize(svg),
    records: sliceRecords(slices),
  })
}
