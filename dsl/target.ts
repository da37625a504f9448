import type { Experiment } from "./experiment.ts"
import type { Bootstrap, PairedTest } from "./inference.ts"
import type { Metric } from "./metric.ts"
import type { Study } from "./study.ts"
import type { Classification, Segmentation, Task } from "./task.ts"

type MetricName<T extends Task> = T["metrics"][number]["metric"] & Metric["metric"]

type TaskColumn<Name extends string, T> =
  T extends Segmentation<infer Region>
    ? `${Name}.${MetricName<T>}.${Region}`
    : T extends Classification
      ? `${Name}.${MetricName<T>}`
      : never

/** What pre-training itself measures on the test subjects. */
type PretrainingColumn = "pretraining.varianceRatio" | "pretraining.mse"

/** The columns an experiment measures: `task.metric.region`, `task.metric`. */
export type Column<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? { [K in keyof T & string]: TaskColumn<K, T[K]> }[keyof T & string] | PretrainingColumn
    : never

/** A table to be drawn: rows are the arms of a study. */
export interface Table {
  readonly target: "table"
  readonly name: string
  readonly caption: string
  readonly study: Study
  readonly columns: readonly string[]
  /** Mean and deviation over `subjects` (of all seeds) or over `seeds` (of subject means). */
  readonly spread: "subjects" | "seeds"
  /** Of each mean over subjects; null for none. */
  readonly interval: Bootstrap | null
  /** Against which arm, and how, the others are tested; null for no test. */
  readonly compare: PairedTest | null
}

/** A table with one row an arm and one column a measurement. A column nobody measures does not compile. */
export const table = <X extends Experiment>(options: {
  readonly name: string
  readonly caption?: string
  readonly study: Study<X>
  readonly columns: readonly Column<NoInfer<X>>[]
  readonly spread?: Table["spread"]
  readonly interval?: Bootstrap
  readonly compare?: PairedTest
}): Table => ({
  target: "table",
  name: options.name,
  caption: options.caption ?? "",
  study: options.study,
  columns: options.columns,
  spread: options.spread ?? "seeds",
  interval: options.interval ?? null,
  compare: options.compare ?? null,
})

/** A figure to be drawn from a study. */
export interface Figure {
  readonly target: "figure"
  readonly kind: "reconstructions" | "segmentations" | "losses"
  readonly name: string
  readonly caption: string
  readonly study: Study
  /** Test subjects shown, the first ones in the order of the split. */
  readonly subjects: number
  /** The segmentation task shown; empty for the other kinds. */
  readonly task: string
}

interface FigureOptions<X extends Experiment> {
  readonly name: string
  readonly caption?: string
  readonly study: Study<X>
  readonly subjects?: number
}

const figure = <X extends Experiment>(
  kind: Figure["kind"],
  options: FigureOptions<X>,
  task = "",
): Figure => ({
  target: "figure",
  kind,
  name: options.name,
  caption: options.caption ?? "",
  study: options.study,
  subjects: options.subjects ?? 2,
  task,
})

/** Original, masked and reconstructed slices of every modality, for each arm (Figures 1 and 6). */
export const reconstructions = <X extends Experiment>(options: FigureOptions<X>): Figure =>
  figure("reconstructions", options)

type SegmentationNames<X> =
  X extends Experiment<infer _D, infer _E, infer _P, infer T>
    ? { [K in keyof T & string]: T[K] extends Segmentation ? K : never }[keyof T & string]
    : never

/** Segmentations of the arms over the image, beside the expert's (Figures 7-9). */
export const segmentations = <X extends Experiment>(
  options: FigureOptions<X> & { readonly task: SegmentationNames<NoInfer<X>> },
): Figure => figure("segmentations", options, options.task)

/** Training losses of every arm and seed. */
export const losses = <X extends Experiment>(options: FigureOptions<X>): Figure =>
  figure("losses", options)

export type Target = Table | Figure
