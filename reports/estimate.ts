import { bySubject } from "./bySubject.ts"
import type { Column } from "./column.ts"
import type { Measurement } from "./measurement.ts"
import { scaleOf } from "./quantity.ts"
import { mean } from "./statistics.ts"

/** What a cell prints, and what it is over. */
interface Estimate {
  readonly mean: number | null
  /** The numbers that deviation and n are of. */
  readonly numbers: readonly number[]
}

/** The numbers of a measurement that count, sorted by subject, in the column's unit. */
export const counted = (
  column: Pick<Column, "unit">,
  measurement: Measurement,
): readonly number[] => {
  const scale = scaleOf(column)
  if ("value" in measurement) return measurement.value === null ? [] : [measurement.value * scale]
  return measurement.subjects
    .map((subject, index) => ({ subject, value: measurement.values[index] ?? null }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
    .flatMap(({ value }) => (value === null ? [] : [value * scale]))
}

/** The number of each fold, its mean over seeds, in the column's unit. */
const foldMeans = (column: Column, measurements: readonly Measurement[]): readonly number[] => {
  const parts = measurements.flatMap(({ folds }) => folds ?? [])
  return [...Map.groupBy(parts, ({ fold }) => fold)]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([, same]) => mean(same.flatMap(({ value }) => value ?? [])) ?? [])
    .map((value) => value * scaleOf(column))
}

/**
 * The mean of an arm over its test subjects, a subject's number being its mean over the seeds in which it
 * counts: each subject weighs alike, however many a convention drops in some seed. Pooled, each number
 * weighs alike. Of a number for the whole set: the mean over seeds. Over folds: each fold weighs alike.
 */
export const estimate = (column: Column, measurements: readonly Measurement[]): Estimate => {
  if (column.over === "folds") {
    const numbers = foldMeans(column, measurements)
    return { mean: mean(numbers), numbers }
  }
  const seeds = measurements.flatMap((each) => mean(counted(column, each)) ?? [])
  if (column.per === "set") return { mean: mean(seeds), numbers: seeds }
  const pooled = measurements.flatMap((each) => counted(column, each))
  const subjects = [...bySubject(column, measurements).values()]
  const numbers = { seeds, pooled, subjects }[column.over]
  return { mean: mean(column.over === "pooled" ? pooled : subjects), numbers }
}
