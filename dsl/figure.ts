import { parseColumn, type Column, type ColumnName } from "./column.ts"
import type { CriticalDifferenceFigure } from "./criticalDifference.ts"
import type { LabelOf } from "./dataset.ts"
import type { Experiment } from "./experiment.ts"
import type { FieldPath } from "./path.ts"
import type { Study } from "./study.ts"
import type { Spread } from "./table.ts"
import type { MaskTask } from "./task.ts"

interface FigureOf<Kind extends string> {
  readonly target: "figure"
  readonly kind: Kind
  readonly name: string
  readonly caption: string
  readonly study: Study
  /** Figure that is drawn of this one and others as its panels (a), (b) ..., in the order of the file. */
  readonly panelOf?: string
}

export interface ReconstructionFigure extends FigureOf<"reconstructions"> {
  /** Test subjects shown, the first ones in the order of the split. */
  readonly subjects: number
  /** A task of regions: what the expert drew of them stands in a last column. */
  readonly task?: string
}

export interface SegmentationFigure extends FigureOf<"segmentations"> {
  /** Test subjects shown, the first ones in the order of the split. */
  readonly subjects: number
  readonly task: string
}

export type LossFigure = FigureOf<"losses">

export interface LineFigure extends FigureOf<"lines"> {
  /** Dotted path of the field along the x axis. */
  readonly factor: string
  /** What is printed along it; the last name of the path where left out. */
  readonly axis?: string
  /** A panel each. */
  readonly columns: readonly Column[]
  /** What the bars' deviation is over, as in a table. */
  readonly spread: Spread
}

/** What a class is called in a figure, and its colour as `#rrggbb`. */
interface ShownClass {
  readonly title: string
  readonly colour: string
}

export interface TsneFigure extends FigureOf<"tsne"> {
  /** Label of the data set that colours the points. */
  readonly label: string
  /** Of class 0 and of class 1; where left out, named by the label, in the colours of arms. */
  readonly classes?: readonly [ShownClass, ShownClass]
  readonly subjects: "test" | "all"
  /** Number of neighbours that a point is drawn to, about; a third of the other subjects at most. */
  readonly perplexity: number
  /** Of the first layout. */
  readonly seed: number
}

export interface TargetVarianceFigure extends FigureOf<"targetVariance"> {
  /** Shares of the cells that random masking masks. */
  readonly ratios: readonly number[]
  /** Draws of each of the estimates behind a standard error. */
  readonly samples: number
  readonly seed: number
}

/** A figure that is drawn from a study of its own. */
export type StudyFigure =
  | ReconstructionFigure
  | SegmentationFigure
  | LossFigure
  | LineFigure
  | TsneFigure
  | TargetVarianceFigure

/** A figure to be drawn. */
export type Figure = StudyFigure | CriticalDifferenceFigure

interface FigureOptions<X extends Experiment> {
  readonly name: string
  readonly caption?: string
  readonly study: Study<X>
  /** Figure that has this one as a panel: those that name it are drawn as one file too. */
  readonly panelOf?: string
}

const figure = <Kind extends StudyFigure["kind"], X extends Experiment>(
  kind: Kind,
  options: FigureOptions<X>,
): FigureOf<Kind> => ({
  // An option that is none is kept, and told by the check.
  ...options,
  target: "figure",
  kind,
  caption: options.caption ?? "",
})

interface Shown {
  readonly subjects?: number
}

type SegmentationNames<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? { [K in keyof T & string]: T[K] extends MaskTask ? K : never }[keyof T & string]
    : never

/**
 * Original, masked and reconstructed slices of every modality, for each arm, and the expert's regions of a
 * task beside them (Figures 1 and 6).
 */
export const reconstructions = <X extends Experiment>(
  options: FigureOptions<X> & Shown & { readonly task?: SegmentationNames<NoInfer<X>> },
): ReconstructionFigure => ({
  ...figure("reconstructions", options),
  subjects: options.subjects ?? 2,
  ...(options.task === undefined ? {} : { task: options.task }),
})

/** Segmentations of the arms over the image, beside the expert's (Figures 7-9). */
export const segmentations = <X extends Experiment>(
  options: FigureOptions<X> & Shown & { readonly task: SegmentationNames<NoInfer<X>> },
): SegmentationFigure => ({
  ...figure("segmentations", options),
  subjects: options.subjects ?? 2,
  task: options.task,
})

/** Training losses of every arm and seed. */
export const losses = <X extends Experiment>(options: FigureOptions<X>): LossFigure =>
  figure("losses", options)

/**
 * Columns over the values of a numeric factor (Figure 11): a panel each column, a line for each choice
 * of the other factors. Arms of the study that lack the factor are drawn as a dashed level.
 */
export const lines = <X extends Experiment>(
  options: FigureOptions<X> & {
    readonly factor: FieldPath<NoInfer<X>>
    readonly axis?: string
    readonly columns: readonly ColumnName<NoInfer<X>>[]
    readonly spread?: LineFigure["spread"]
  },
): LineFigure => ({
  ...figure("lines", options),
  factor: options.factor,
  ...(options.axis === undefined ? {} : { axis: options.axis }),
  columns: options.columns.map(parseColumn),
  spread: options.spread ?? "seeds",
})

/**
 * The encoder's features of subjects in two dimensions by t-SNE (van der Maaten 2008), a panel an arm at
 * its first seed (Figure 10): after pre-training, before any fine-tuning.
 */
export const tsne = <X extends Experiment>(
  options: FigureOptions<X> & {
    readonly label: LabelOf<NoInfer<X>["dataset"]>
    readonly classes?: NonNullable<TsneFigure["classes"]>
    readonly subjects?: TsneFigure["subjects"]
    readonly perplexity?: number
    readonly seed?: number
  },
): TsneFigure => ({
  ...figure("tsne", options),
  label: options.label,
  ...(options.classes === undefined ? {} : { classes: options.classes }),
  subjects: options.subjects ?? "test",
  perplexity: options.perplexity ?? 30,
  seed: options.seed ?? 0,
})

/**
 * Var(X_t), the variance of masked targets over the training subjects (equation 3), at shares of randomly
 * masked cells (Figure 3): a line an arm, of which data set, crop and patch are read.
 */
export const targetVariance = <X extends Experiment>(
  options: FigureOptions<X> & {
    readonly ratios?: readonly number[]
    readonly samples?: number
    readonly seed?: number
  },
): TargetVarianceFigure => ({
  ...figure("targetVariance", options),
  ratios: options.ratios ?? [0.1, 0.25, 0.5, 0.6, 0.75, 0.9],
  samples: options.samples ?? 32,
  seed: options.seed ?? 0,
})
