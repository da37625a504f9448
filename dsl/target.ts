import { parseColumn, type Column, type ColumnName } from "./column.ts"
import type { Experiment } from "./experiment.ts"
import type { Figure } from "./figure.ts"
import type { Bootstrap, PairedTest } from "./inference.ts"
import type { Study } from "./study.ts"

/** A table to be drawn: rows are the arms of a study. */
export interface Table {
  readonly target: "table"
  readonly name: string
  readonly caption: string
  readonly study: Study
  readonly columns: readonly Column[]
  /** Mean and deviation over `subjects` (of all seeds) or over `seeds` (of subject means). */
  readonly spread: "subjects" | "seeds"
  /** Of each mean over subjects; null for none. */
  readonly interval: Bootstrap | null
  /** Against which arm, and how, the others are tested; null for no test. */
  readonly compare: PairedTest | null
  /** `several` says that arms are tested on different subjects: nothing is then printed bold. */
  readonly populations?: "one" | "several"
}

/** A table with one row an arm and one column a measurement. A column nobody measures does not compile. */
export const table = <X extends Experiment>(options: {
  readonly name: string
  readonly caption?: string
  readonly study: Study<X>
  readonly columns: readonly ColumnName<NoInfer<X>>[]
  readonly spread?: Table["spread"]
  readonly interval?: Bootstrap
  readonly compare?: PairedTest
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
