import { Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { notDrawn, ReportError } from "../error.ts"
import type { DrawnFigure } from "./figure.ts"
import { regionPaints, regionTitle, type RegionMask, type ShownRegions } from "./overlay.ts"
import { pixelFaults } from "./plane.ts"
import { rasterize } from "./raster.ts"
import { regionLegend } from "./regionLegend.ts"
import {
  drawRow,
  gap,
  lineHeight,
  panelWidth,
  rowOf,
  type SegmentationCase,
} from "./segmentationRow.ts"
import { document, text, wrap } from "./svg.ts"

/** Width of the subjects' names, which stand upright. */
const gutter = 22
const headCharacters = 20

const faultsOf = (cases: readonly SegmentationCase[]): readonly Fault[] =>
  cases.flatMap((shown) => {
    const masksOf = (who: string, masks: readonly RegionMask[]): readonly Fault[] =>
      masks.flatMap(({ region, mask }) => pixelFaults(`${region} of ${who}`, mask, shown))
    return [
      ...pixelFaults("the image", shown.data, shown),
      ...masksOf("the expert", shown.expert ?? []),
      ...shown.arms.flatMap(({ arm, masks }) => masksOf(arm, masks)),
    ]
  })

const drawHeads = (heads: readonly (readonly string[])[], height: number): readonly string[] =>
  heads.flatMap((lines, column) =>
    lines.map((words, line) =>
      text(
        gutter + column * (panelWidth + gap) + panelWidth / 2,
        height - 8 - (lines.length - 1 - line) * lineHeight,
        words,
        { anchor: "middle", bold: true },
      ),
    ),
  )

const drawSubject = (name: string, middle: number): string => {
  const x = gutter - 8
  const words = text(x, middle, name, { anchor: "middle", bold: true })
  return `<g transform="rotate(-90 ${x} ${middle})">${words}</g>`
}

interface Options {
  readonly name: string
  readonly caption: string
  readonly regions: ShownRegions
  readonly cases: readonly SegmentationCase[]
}

const draw = ({ regions, cases }: Options, arms: readonly string[], title: string): string => {
  const paints = regionPaints(regions)
  const rows = cases.map((one) => rowOf(one, arms, regions))
  const names = [cases[0]?.modality ?? "", "expert", ...arms]
  const heads = names.map((name) => wrap(name, headCharacters))
  const headHeight = Math.max(...heads.map((lines) => lines.length)) * lineHeight + 8
  const topOf = (row: number): number =>
    headHeight + rows.slice(0, row).reduce((sum, { height, below }) => sum + height + below, 0)
  const end = topOf(rows.length)
  return document(
    gutter + heads.length * (panelWidth + gap) - gap + 2,
    end + 22,
    title,
    ...drawHeads(heads, headHeight),
    ...rows.flatMap((row, index) => [
      drawSubject(row.shown.subject, topOf(index) + row.height / 2),
      drawRow(row, paints, gutter, topOf(index)),
    ]),
    regionLegend(paints, gutter, end + 14),
  )
}

/**
 * Segmentations over the image, a row a subject: image, expert, each arm with its Dice (the
 * paper's Figures 7-9). Fails on pictures that do not fit their plane.
 */
export const drawSegmentations = (options: Options): Result.Result<DrawnFigure, ReportError> => {
  const { name, caption, regions, cases } = options
  if (cases.length === 0)
    return Result.fail(notDrawn(`figure ${name} has no subjects`, "one test subject or more"))
  const faults = faultsOf(cases)
  if (faults.length > 0) return Result.fail(new ReportError({ faults }))
  const arms = [...new Set(cases.flatMap((shown) => shown.arms.map(({ arm }) => arm)))]
  const description = `Segmentations of ${regions.shown.map((region) => regionTitle(regions, region)).join(", ")} by the expert and by ${arms.join(", ")} for ${cases.map(({ subject }) => subject).join(", ")}`
  const svg = draw(options, arms, description)
  return Result.succeed({
    name,
    caption,
    description,
    notes: [
      "The axial plane on which the expert's regions are largest. Below: Dice of the whole volume in %; a dash where the convention drops the subject.",
      ...(cases.some(({ expert }) => expert === null)
        ? ["Subjects without labels: the plane on which the first arm's regions are largest."]
        : []),
    ],
    svg,
    png: rasterize(svg),
    records: [
      ["subject", "arm", "region", "dice"],
      ...cases.flatMap(({ subject, arms: own }) =>
        own.flatMap(({ arm, dice }) =>
          Object.entries(dice).map(([region, value]) => [subject, arm, region, value]),
        ),
      ),
    ],
  })
}
