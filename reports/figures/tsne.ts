import { Effect } from "effect"
import type { TopLevelSpec } from "vega-lite"
import type { TsneFigure } from "../../dsl/figure.ts"
import { notDrawn, type ReportError } from "../error.ts"
import { sentenceOf } from "../sentence.ts"
import type { DrawnFigure } from "./figure.ts"
import { armColour } from "./palette.ts"
import { rasterize } from "./raster.ts"
import { panels, vegaSvg } from "./vega.ts"

/** The subjects of one arm, where t-SNE has put them. */
export interface TsnePanel {
  readonly arm: string
  /** That it was laid out with: less than the figure's where subjects are few. */
  readonly perplexity: number
  readonly points: readonly {
    readonly subject: string
    readonly x: number
    readonly y: number
    /** Class; null where it is unknown. */
    readonly truth: 0 | 1 | null
  }[]
}

const unknownColour = "#999999"

const specification = (
  shown: readonly TsnePanel[],
  { label, classes: styles }: Pick<TsneFigure, "label" | "classes">,
): TopLevelSpec => {
  const className = (truth: 0 | 1 | null): string =>
    truth === null ? `${label} unknown` : (styles?.[truth].title ?? `${label} = ${truth}`)
  const colourOf = (truth: 0 | 1): string => styles?.[truth].colour ?? armColour(truth)
  const values = shown.flatMap(({ arm, points }) =>
    points.map(({ truth, ...point }) => ({ arm, ...point, class: className(truth) })),
  )
  const classes = ([0, 1, null] as const).filter((truth) =>
    shown.some(({ points }) => points.some((point) => point.truth === truth)),
  )
  const domain = classes.map(className)
  const place = {
    type: "quantitative",
    scale: { zero: false, padding: 10 },
    axis: { title: null, labels: false, ticks: false, grid: false },
  } as const
  const ofClass = {
    field: "class",
    type: "nominal",
    legend: { title: null, orient: "top", labelLimit: 400 },
  } as const
  return {
    data: { values },
    ...panels(
      "arm",
      shown.map(({ arm }) => arm),
      {
        width: 230,
        height: 230,
        layer: [
          {
            mark: { type: "point", filled: true, size: 45, opacity: 0.85 },
            encoding: {
              x: { field: "x", ...place },
              y: { field: "y", ...place },
              color: {
                ...ofClass,
                scale: {
                  domain,
                  range: classes.map((truth) => (truth === null ? unknownColour : colourOf(truth))),
                },
              },
              shape: {
                ...ofClass,
                scale: {
                  domain,
                  range: classes.map((truth) => (truth === null ? "cross" : shapes[truth])),
                },
              },
            },
          },
        ],
      },
    ),
    resolve: { scale: { x: "independent", y: "independent" } },
    config: { view: { stroke: "#bbbbbb" } },
  }
}

/** Classes differ in shape too, for readers with colour-blindness and for grey prints. */
const shapes = ["circle", "triangle-up"] as const

/** Subjects where t-SNE has put them, a panel an arm, coloured by class. Fails without a panel. */
export const drawTsne = Effect.fnUntraced(function* (
  { name, caption, study, label, classes, perplexity, seed, subjects }: TsneFigure,
  panels: readonly TsnePanel[],
): Effect.fn.Return<DrawnFigure, ReportError> {
  if (panels.length === 0)
    return yield* notDrawn(`figure ${name} has no features`, "one arm that is embedded")
  const svg = yield* vegaSvg(
    specification(panels, { label, ...(classes === undefined ? {} : { classes }) }),
  )
  const fewer = panels.filter((panel) => panel.perplexity < perplexity)
  const missing = study.arms.flatMap((arm) =>
    panels.some((panel) => panel.arm === arm.name) ? [] : [arm.name],
  )
  return {
    name,
    caption,
    description: `t-SNE of the features of ${subjects} subjects, coloured by ${label}: ${panels.map(({ arm }) => arm).join(", ")}`,
    notes: [
      `t-SNE of the pre-trained encoder's features, each arm at its first seed; perplexity ${perplexity}, layout seed ${seed}.`,
      ...fewer.map(
        (panel) =>
          `${panel.arm}: perplexity ${panel.perplexity.toFixed(1)}, as ${panel.points.length} subjects allow no more.`,
      ),
      "The axes have no unit; distances between groups and their sizes are not to be compared.",
      ...sentenceOf(missing, (list) => `Not embedded yet, and not drawn: ${list}.`, ", "),
    ],
    svg,
    png: rasterize(svg),
    records: [
      ["arm", "subject", "x", "y", label],
      ...panels.flatMap(({ arm, points }) =>
        points.map(({ subject, x, y, truth }) => [arm, subject, x, y, truth]),
      ),
    ],
  }
})
