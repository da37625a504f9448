import { parseColumn, type Column, type ColumnName } from "./column.ts"
import type { Experiment } from "./experiment.ts"
import type { Figure } from "./figure.ts"
import type { Bootstrap, PairedTest, Significance } from "./inference.ts"
import type { Study } from "./study.ts"

/**
 * What deviations are over: `subjects` (each subject's mean over seeds), `seeds` (each seed's mean over
 * subjects), or `pooled` (the numbers of all subjects and seeds). A number for the whole set, such as an
 * AUC, has one over seeds alone.
 */
export type Spread = "subjects" | "seeds" | "pooled"

/** A table to be drawn: rows are the arms of a study. */
export interface Table {
  readonly target: "table"
  readonly name: string
  readonly caption: string
  readonly study: Study
  readonly columns: readonly Column[]
  /** What the deviation beside a mean is over. */
  readonly spread: Spread
  /** Of each mean over subjects; null for none. */
  readonly interval: Bootstrap | null
  /** Against which arm, and how, the others are tested; null for no test. */
  readonly compare: PairedTest | null
  /** The best of a column is bold where a test tells it from the next; left out: always. */
  readonly boldIf?: Significance
  /** `several` says that arms are tested on different subjects: nothing is then printed bold. */
  readonly populations?: "one" | "several"
}

/** A table with one row an arm and one column a measurement. A column nobody measures does not compile. */
export const table = <X extends Experiment, Name extends string = string>(options: {
  readonly name: string
  readonly caption?: string
  readonly study: Study<X, Name>
  readonly columns: readonly ColumnName<NoInfer<X>>[]
  readonly spread?: Table["spread"]
  readonly interval?: Bootstrap
  readonly compare?: PairedTest<NoInfer<Name>>
  readonly boldIf?: Significance
  readonly populations?: "one" | "several"
}): Table => ({
  ...options,
  target: "table",
  name: options.name,
  caption: options.caption ?? "",
  study: options.study,
  columns: options.columns.map(parseColumn),
  spread: options.spread ?? "seeds",
  interval: options.interval ?? null,
  compare: options.compare ?? null,
})

export type Target = Table | Figure
