import type { Column } from "./column.ts"
import type { Bootstrap, PairedTest, Significance } from "./inference.ts"
import type { Beside } from "./published.ts"
import type { Stub } from "./stub.ts"
import type { Study } from "./study.ts"
import type { Titles } from "./titles.ts"

/**
 * What deviations are over: `subjects` (each subject's mean over seeds), `seeds` (each seed's mean over
 * subjects), `folds` (each fold's mean over its subjects, of a cross-validation), or `pooled` (the numbers
 * of all subjects and seeds). A number for the whole set, such as an AUC, has one over seeds or folds alone.
 */
export type Spread = "subjects" | "seeds" | "folds" | "pooled"

/** What a cell may print. */
export type Shown = "mean" | "std" | "interval" | "n" | "p" | "delta" | "rank"

/** Within what the best is looked for: the rows of a column, or each group of rows. */
export type Within = "column" | "group" | "none"

/** A study in a table, with its own columns; rows of several blocks are matched by the arms' names. */
interface Block {
  /** Empty where the table has one study. */
  readonly name: string
  readonly study: Study
  readonly columns: readonly Column[]
  /** Titles of this table alone. */
  readonly titles: Titles
  /** Why arms of other blocks are no arms here. */
  readonly absent: Readonly<Record<string, string>>
}

/** An arm as a row, under its label. */
export interface TableRow {
  readonly arm: string
  readonly label: string
}

/** A table to be drawn: rows are arms, columns what is measured of them. */
export interface Table {
  readonly target: "table"
  readonly name: string
  readonly caption: string
  readonly blocks: readonly Block[]
  /** Columns left of the numbers. */
  readonly stub: readonly Stub[]
  /** Groups of rows with a rule between; null for all arms as they come. */
  readonly rows: readonly (readonly TableRow[])[] | null
  readonly show: readonly Shown[]
  /** What the deviation beside a mean is over. */
  readonly spread: Spread
  /** Of each mean over subjects; null for none. */
  readonly interval: Bootstrap | null
  /** Against which arm, and how, the others are tested; null for no test. */
  readonly compare: PairedTest | null
  /** Arm that deltas are taken to. */
  readonly against?: string
  /** Where the best mean is bold, and the second best underlined. */
  readonly best: Within
  readonly second: Within
  /** The best is bold where a test tells it from the next; left out: always. */
  readonly boldIf?: Significance
  /** Decimals by kind of metric, where they are not the metric's own. */
  readonly digits: Readonly<Record<string, number>>
  /** Arms as columns. */
  readonly transpose: boolean
  /** LaTeX on pages that are turned; left out: as it stands. */
  readonly landscape?: boolean
  /** `several` says that arms are tested on different subjects: nothing is then printed bold. */
  readonly populations?: "one" | "several"
  /**
   * What a number for the whole set (AUC) of a cross-validation is: the mean of its folds' (so where left
   * out), or one of the predictions of all folds together.
   */
  readonly acrossFolds?: "mean" | "pooled"
  /** Published numbers, and what is drawn of both. */
  readonly published?: Beside
}

/** A table as one of its blocks sees it: what is compared is compared within a block. */
export interface BlockTable extends Omit<Table, "blocks"> {
  readonly block: Block
  readonly study: Study
  readonly columns: readonly Column[]
}

/** The blocks of a table, each as a table of its own. */
export const blockTables = ({ blocks, ...table }: Table): readonly BlockTable[] =>
  blocks.map((block) => ({ ...table, block, study: block.study, columns: block.columns }))

/** Names of the arms of all blocks, in the order in which they first come. */
export const armNames = ({ blocks }: Pick<Table, "blocks">): readonly string[] => [
  ...new Set(blocks.flatMap(({ study }) => study.arms.map(({ name }) => name))),
]

/** The rows of a table in their groups; those that are no arm of any block are left out. */
export const rowGroups = (
  table: Pick<Table, "blocks" | "rows">,
): readonly (readonly TableRow[])[] => {
  const names = armNames(table)
  return table.rows === null
    ? [names.map((arm) => ({ arm, label: arm }))]
    : table.rows.map((group) => group.filter(({ arm }) => names.includes(arm)))
}
