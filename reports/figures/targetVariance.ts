import { Effect } from "effect"
import type { TargetVarianceFigure } from "../../dsl/figure.ts"
import { notDrawn, type ReportError } from "../error.ts"
import { sentenceOf } from "../sentence.ts"
import type { DrawnFigure } from "./figure.ts"
import { drawLines } from "./lines.ts"
import { rasterize } from "./raster.ts"

/** Estimates of Var(X_t) of one arm. */
export interface VarianceLine {
  readonly arm: string
  /** Training subjects that were drawn from. */
  readonly subjects: number
  readonly estimates: readonly {
    /** Share of the cells that was masked. */
    readonly ratio: number
    readonly variance: number
    readonly standardError: number
  }[]
}

/** Var(X_t) over the share of masked cells, a line an arm (the paper's Figure 3). Fails without a line. */
export const drawTargetVariance = Effect.fnUntraced(function* (
  { name, caption, study, samples, seed }: TargetVarianceFigure,
  lines: readonly VarianceLine[],
): Effect.fn.Return<DrawnFigure, ReportError> {
  if (lines.length === 0)
    return yield* notDrawn(`figure ${name} has no estimates`, "one arm whose variance is estimated")
  const points = lines.flatMap(({ arm, estimates }) =>
    estimates.map(({ ratio, variance, standardError }) => ({
      line: arm,
      x: ratio,
      y: variance,
      error: standardError,
    })),
  )
  const svg = yield* drawLines(points, { x: "share of the cells masked", y: "Var(X_t)" })
  const missing = study.arms.flatMap((arm) =>
    lines.some((line) => line.arm === arm.name) ? [] : [arm.name],
  )
  return {
    name,
    caption,
    description: `Var(X_t) over the share of randomly masked cells: ${lines.map(({ arm }) => arm).join(", ")}`,
    notes: [
      `Variance of the masked targets, voxel by voxel, of central crops of preprocessed training subjects (${lines.map(({ arm, subjects }) => `${arm}: ${subjects}`).join(", ")}); a target is 0 where it is visible.`,
      `Bars: standard error of ten Monte Carlo estimates of ${samples} draws each, seed ${seed}. Intensities are normalised as each data set declares.`,
      ...sentenceOf(missing, (list) => `Not estimated yet, and not drawn: ${list}.`, ", "),
    ],
    svg,
    png: rasterize(svg),
    records: [
      ["arm", "ratio", "variance", "standardError"],
      ...points.map(({ line, x, y, error }) => [line, x, y, error]),
    ],
  }
})
