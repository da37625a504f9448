import type { Column } from "../dsl/column.ts"
import type { Metric } from "../dsl/metric.ts"
import type { Run } from "./file/cell.ts"

/**
 * Why a run has no numbers of a task: a stage of it failed, runs now, or was done by an earlier code, or a
 * server has not scored it.
 */
export interface Failure {
  /** Left out: `failed`. */
  readonly state?: "failed" | "running" | "stale" | "unscored"
  readonly arm: string
  readonly seed: number
  /** Task of the columns that lack a number. */
  readonly task: string
  readonly stage: string
  /** What was said, on a line. */
  readonly why: string
}

/** What one fold of a cross-validation adds. */
export interface FoldPart {
  readonly fold: number
  /** Mean over the fold's test subjects that count, or the number for them all; null where there is none. */
  readonly value: number | null
  readonly run: Run
}

interface Measured {
  readonly arm: string
  readonly seed: number
  /** Fold of a cross-validation whose test subjects it is of, where there is one. */
  readonly fold?: number
  /** Of folds that were put together: each of them. */
  readonly folds?: readonly FoldPart[]
  readonly column: Column
  /** The metric with its convention; null for what pre-training measures. */
  readonly metric: Metric | null
  readonly run: Run
  /**
   * Who is tested: text that is equal for measurements of one data set and one split of it. Equal ids in
   * others are other people.
   */
  readonly population: string
}

/** One number a subject; null where the convention drops the subject. */
interface SubjectMeasurement extends Measured {
  readonly subjects: readonly string[]
  readonly values: readonly (number | null)[]
  /** Subjects of whose region preprocessing has left no voxel, so that no network was shown it. */
  readonly vanished?: readonly string[]
}

/** One number for the whole test set, such as an AUC; null where it is undefined. */
interface SetMeasurement extends Measured {
  readonly subjects?: readonly string[]
  readonly value: number | null
  /** Of a fold: the number of the predictions of all folds together, where a table asks for it. */
  readonly pooled?: number | null
}

/** What one run measured in one column, as fractions (Dice, AUC, accuracy) or as is. */
export type Measurement = SubjectMeasurement | SetMeasurement
