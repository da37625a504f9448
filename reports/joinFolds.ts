import { columnText } from "../dsl/column.ts"
import type { Table } from "../dsl/table.ts"
import type { Split } from "../dsl/dataset.ts"
import { foldsOf } from "../dsl/folds.ts"
import type { FoldPart, Measurement } from "./measurement.ts"
import { mean } from "./statistics.ts"

const partOf = (measurement: Measurement): FoldPart => ({
  fold: measurement.fold ?? 0,
  value:
    "value" in measurement
      ? measurement.value
      : mean(measurement.values.filter((value) => value !== null)),
  run: measurement.run,
})

const joined = (
  parts: readonly Measurement[],
  acrossFolds: Table["acrossFolds"],
): readonly Measurement[] => {
  const sorted = parts.toSorted((a, b) => (a.fold ?? 0) - (b.fold ?? 0))
  const [first] = sorted
  if (first === undefined) return []
  const { fold: _, subjects: __, ...one } = first
  const folds = sorted.map(partOf)
  const subjects = sorted.flatMap((each) => each.subjects ?? [])
  if ("value" in one) {
    if (acrossFolds === "pooled" && one.pooled === undefined) return []
    const values = folds.flatMap(({ value }) => value ?? [])
    const { pooled = null } = one
    const averaged = values.length === folds.length ? mean(values) : null
    const value = acrossFolds === "pooled" ? pooled : averaged
    return [{ ...one, folds, value, ...(subjects.length === 0 ? {} : { subjects }) }]
  }
  const values = sorted.flatMap((each) => ("value" in each ? [] : each.values))
  const vanished = sorted.flatMap((each) => ("value" in each ? [] : (each.vanished ?? [])))
  return [{ ...one, folds, subjects, values, ...(vanished.length === 0 ? {} : { vanished }) }]
}

/**
 * Measurements of arms with those of a cross-validation's folds put together, by arm, seed and column:
 * numbers by subject are those of all folds, a number for the whole set is the mean over folds, or that of
 * their predictions together. Where a
 * fold is missing, nothing is left: the rest of the subjects are not those of the study.
 */
export const joinFolds = (
  arms: readonly { readonly arm: string; readonly split: Split }[],
  measurements: readonly Measurement[],
  acrossFolds: Table["acrossFolds"] = "mean",
): readonly Measurement[] => {
  const counts = new Map(arms.map(({ arm, split }) => [arm, foldsOf(split).length] as const))
  const whole = measurements.filter(({ fold }) => fold === undefined)
  const parts = measurements.filter(({ fold }) => fold !== undefined)
  const groups = Map.groupBy(parts, ({ arm, seed, column }) =>
    JSON.stringify([arm, seed, columnText(column)]),
  )
  return [
    ...whole,
    ...[...groups.values()].flatMap((group) => {
      const of = counts.get(group[0]?.arm ?? "")
      return new Set(group.map(({ fold }) => fold)).size === of ? joined(group, acrossFolds) : []
    }),
  ]
}
